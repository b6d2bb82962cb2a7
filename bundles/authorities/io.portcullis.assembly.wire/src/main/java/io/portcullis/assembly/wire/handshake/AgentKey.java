// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The key of an agent for the handshake: an Ed25519 key that is derived from the agent's id by a
 * public rule. It is no secret and proves only that both sides mean the same agent; never use it
 * for anything else. The permissions of the socket protect the connection. Immutable and
 * thread-safe; deriving a key takes a while, so keep it.
 */
public final class AgentKey {
  private static final String ALGORITHM = "Ed25519";
  private static final Pattern AGENT_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final int KEY_BYTES = 32;
  // The multicodec of Ed25519 public keys.
  private static final byte[] DID_PREFIX = {(byte) 0xED, 0x01};

  private final String agentId;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final byte[] publicBytes;

  private AgentKey(String agentId, KeyPair pair) {
    this.agentId = agentId;
    privateKey = pair.getPrivate();
    publicKey = pair.getPublic();
    byte[] encoded = publicKey.getEncoded();
    publicBytes = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  /**
   * Derives the key of an agent.
   *
   * @param agentId the id, equal to the runtime's {@code AA_AGENT_ID}: 1 to 128 letters, digits,
   *     {@code _}, {@code .} and {@code -}, without two dots in a row. That is stricter than the
   *     runtime, and is the rule of the Python SDK.
   * @return its key
   * @throws IllegalArgumentException if the id is invalid
   * @throws IllegalStateException if this Java platform does not create Ed25519 keys from a seed
   */
  public static AgentKey of(String agentId) {
    if (!AGENT_ID.matcher(agentId).matches() || agentId.contains("..")) {
      throw new IllegalArgumentException(
          "an agent id must have 1 to 128 letters, digits, '_', '.' and '-', and no '..'");
    }
    return new AgentKey(agentId, pair(sha256(agentId.getBytes(StandardCharsets.UTF_8))));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform provides SHA-256", e);
    }
  }

  private static KeyPair pair(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      KeyPair pair = generator.generateKeyPair();
      // No API returns the public key of a seed, so the private key is compared with the seed
      // instead.
      if (pair.getPrivate() instanceof EdECPrivateKey key
          && Arrays.equals(key.getBytes().orElse(new byte[0]), seed)) {
        return pair;
      }
      throw new IllegalStateException("Ed25519 of this platform does not use a seed unchanged");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this platform does not provide Ed25519", e);
    }
  }

  /**
   * Returns the id of the agent.
   *
   * @return the agent's id
   */
  public String agentId() {
    return agentId;
  }

  /**
   * Returns the public key as the handshake sends it.
   *
   * @return 64 lower-case hex digits
   */
  public String publicKey() {
    return HexFormat.of().formatHex(publicBytes);
  }

  /**
   * Returns the public key as a decentralised identifier.
   *
   * @return {@code did:key:z6Mk} and more
   */
  public String did() {
    byte[] prefixed = Arrays.copyOf(DID_PREFIX, DID_PREFIX.length + KEY_BYTES);
    System.arraycopy(publicBytes, 0, prefixed, DID_PREFIX.length, KEY_BYTES);
    return "did:key:z" + Base58.encode(prefixed);
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a generated key can sign", e);
    }
  }

  /** Verifies a signature; only its strict form is valid. */
  boolean verifies(byte[] message, byte[] signed) {
    if (!SignatureForm.isStrict(signed)) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false; // not even the form of a signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a generated key can verify", e);
    }
  }

  /** A source of randomness that returns the seed. */
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
    }
  }
}
