// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.checkpoint;

import io.portcullis.journal.internal.json.Digests;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The Ed25519 key that signs checkpoints. Not thread-safe. */
public final class SigningKey {
  private static final String PRIVATE = "key";
  private static final String PUBLIC = "key.pub";
  private static final String ALGORITHM = "Ed25519";
  private static final String HMAC = "HmacSHA256";
  private static final int MAX_BYTES = 4_096;

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final byte[] secret;
  private final String digest;

  private SigningKey(byte[] secret, PrivateKey privateKey, PublicKey publicKey) {
    this.secret = secret;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    digest = "sha256:" + HexFormat.of().formatHex(Digests.sha256().digest(publicKey.getEncoded()));
  }

  /**
   * Reads the key, or creates one for a new journal.
   *
   * @throws TamperedJournalException if the key of an existing journal is missing or damaged
   */
  public static SigningKey open(JournalDirectory folder, boolean newJournal) throws IOException {
    try {
      if (newJournal && !Files.exists(folder.path(PRIVATE))) {
        create(folder);
      }
      return read(folder);
    } catch (GeneralSecurityException e) {
      throw new TamperedJournalException("the key cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Creates the key pair. The private key is written last: a folder with it also has the public key
   * and the high-water mark, so a missing mark was removed.
   */
  private static void create(JournalDirectory folder) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    byte[] secret = pair.getPrivate().getEncoded();
    write(folder, PUBLIC, "PUBLIC KEY", pair.getPublic().getEncoded());
    HighWaterMark.create(folder, new SigningKey(secret, pair.getPrivate(), pair.getPublic()));
    write(folder, PRIVATE, "PRIVATE KEY", secret);
  }

  private static void write(JournalDirectory folder, String name, String label, byte[] key)
      throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    byte[] pem =
        ("-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    folder.replace(
        name,
        file -> {
          file.write(pem, pem.length, 0);
          file.force();
        });
  }

  private static SigningKey read(JournalDirectory folder)
      throws IOException, GeneralSecurityException {
    byte[] secret = decoded(folder.path(PRIVATE), "PRIVATE KEY");
    byte[] open = decoded(folder.path(PUBLIC), "PUBLIC KEY");
    KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
    SigningKey key =
        new SigningKey(
            secret,
            keys.generatePrivate(new PKCS8EncodedKeySpec(secret)),
            keys.generatePublic(new X509EncodedKeySpec(open)));
    byte[] probe = {1};
    if (!key.verifies(probe, key.sign(probe))) {
      throw new TamperedJournalException(folder.path(PUBLIC) + " does not belong to " + PRIVATE);
    }
    return key;
  }

  private static byte[] decoded(Path path, String label) throws IOException {
    if (!Files.exists(path)) {
      throw new TamperedJournalException(path + " is missing, and the journal is not new");
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new TamperedJournalException(path + " is too large for a key");
    }
    OwnerOnly.restrictFile(path);
    String pem = Files.readString(path, StandardCharsets.ISO_8859_1).strip();
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    if (!pem.startsWith(begin) || !pem.endsWith(end) || pem.length() <= begin.length()) {
      throw new TamperedJournalException(path + " is not a PEM file with a " + label);
    }
    return base64(path, pem.substring(begin.length(), pem.length() - end.length()));
  }

  private static byte[] base64(Path path, String text) throws TamperedJournalException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new TamperedJournalException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Returns {@code sha256:} and the hex digest of the public key, X.509 encoded. */
  public String digest() {
    return digest;
  }

  /**
   * Returns an HMAC-SHA-256 under a separate key for each purpose, derived from the private key.
   *
   * @param purpose the name of the purpose, ASCII
   */
  public Mac hmac(String purpose) {
    try {
      Mac derivation = Mac.getInstance(HMAC);
      derivation.init(new SecretKeySpec(secret, HMAC));
      byte[] derived = derivation.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
      Mac hmac = Mac.getInstance(HMAC);
      hmac.init(new SecretKeySpec(derived, HMAC));
      return hmac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key could sign when it was read", e);
    }
  }

  boolean verifies(byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // not in the form of a signature
    }
  }
}
