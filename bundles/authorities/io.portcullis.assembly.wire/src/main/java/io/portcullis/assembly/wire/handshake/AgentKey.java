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
 * The key of an agent for the handshake: Ed25519, made from the agent's id by a rule that everybody
 * knows. It is no secret and proves nothing but that both sides mean the same agent; never use it
 * for anything else. What protects the socket is who may open it. Immutable and thread-safe; making
 * one takes a while, so keep it.
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
   * The key of an agent.
   *
   * @param agentId the id, equal to the runtime's {@code AA_AGENT_ID}: 1 to 128 letters, digits,
   *     {@code _}, {@code .} and {@code -}, without two dots in a row. That is stricter than the
   *     runtime, and what the Python SDK insists on.
   * @return its key
   * @throws IllegalArgumentException if it is no such id
   * @throws IllegalStateException if this Java platform makes no Ed25519 keys from a seed
   */
  public static AgentKey of(String agentId) {
    if (!AGENT_ID.matcher(agentId).matches() || agentId.contains("..")) {
      throw new IllegalArgumentException(
          "an agent id has 1 to 128 letters, digits, '_', '.' and '-', and no '..'");
    }
    return new AgentKey(agentId, pair(sha256(agentId.getBytes(StandardCharsets.UTF_8))));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static KeyPair pair(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      KeyPair pair = generator.generateKeyPair();
      // There is no API for a public key from a seed; whether the seed was taken as it is, is seen.
      if (pair.getPrivate() instanceof EdECPrivateKey key
          && Arrays.equals(key.getBytes().orElse(new byte[0]), seed)) {
        return pair;
      }
      throw new IllegalStateException("Ed25519 of this platform does not take a seed as it is");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this platform has no Ed25519", e);
    }
  }

  /**
   * Whose key it is.
   *
   * @return the agent's id
   */
  public String agentId() {
    return agentId;
  }

  /**
   * The public key as the handshake names it.
   *
   * @return 64 lower-case hex digits
   */
  public String publicKey() {
    return HexFormat.of().formatHex(publicBytes);
  }

  /**
   * The public key as a decentralised identifier.
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
      throw new IllegalStateException("a key that was made here can sign", e);
    }
  }

  /** Only a signature in its strict form is one. */
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
      throw new IllegalStateException("a key that was made here can verify", e);
    }
  }

  /** Gives the seed to whoever asks for randomness. */
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
