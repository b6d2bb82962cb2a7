// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key from a file.
 *
 * @param key the Ed25519 key
 * @param digest {@code sha256:} and the hex digest of its X.509 encoding
 * @param exact whether the file has exactly the form that a journal writes
 */
public record PublicKeyFile(PublicKey key, String digest, boolean exact) {
  private static final int MAX_BYTES = 4_096;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  /** Thrown when a file has no such key. The message states the reason. */
  public static final class NoKey extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    NoKey(String message) {
      super(message, null, false, false);
    }
  }

  public static PublicKeyFile read(Path file) throws IOException, NoKey {
    String text = text(file);
    Matcher matcher = PEM.matcher(text);
    if (!matcher.matches()) {
      throw new NoKey("no public key in PEM");
    }
    try {
      byte[] encoded = Base64.getDecoder().decode(matcher.group(1).replaceAll("\\s", ""));
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      return new PublicKeyFile(key, digest(encoded), pem(encoded).equals(text));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new NoKey("no Ed25519 public key in PEM");
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  private static String digest(byte[] encoded) {
    MessageDigest sha256 = Hex64.sha256();
    sha256.update(encoded);
    return "sha256:" + Hex64.of(sha256);
  }

  /** Returns the form in which a journal writes a key: the base64 in one line. */
  static String pem(byte[] encoded) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(encoded)
        + "\n-----END PUBLIC KEY-----\n";
  }

  boolean signed(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      // From verify: not a signature at all.
      return false;
    }
  }
}
