// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import io.portcullis.api.AgentIdentity;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Binds ids of the server to the agent that got them. A client sees only the sealed form, and the
 * server only its own id. Nothing is stored, so a seal survives restarts as long as its key does.
 *
 * <p>The sealed form is {@code p1.} and the base64url text of a synthetic initialization vector and
 * the encrypted id (the construction of Rogaway and Shrimpton, here HMAC-SHA-256 and AES-256-CTR).
 * It is deterministic: one id has one sealed form for each agent. Thread-safe.
 */
public final class CallerSeal {
  /** The longest id of a server that is sealed, in bytes; a longer one is left out. */
  static final int MAX_ID_BYTES = 4_096;

  private static final String VERSION = "p1.";
  private static final int VECTOR_BYTES = 16;
  private static final int MAX_SEALED =
      VERSION.length() + (VECTOR_BYTES + MAX_ID_BYTES + 2) / 3 * 4;
  private static final String HMAC = "HmacSHA256";

  /** The kind of an id; one kind is never accepted for another. */
  enum Kind {
    /** A session of the server. */
    SESSION,
    /** A place in a stream of events. */
    EVENT
  }

  private final SecretKeySpec macKey;
  private final SecretKeySpec cipherKey;
  private final byte[] gateway;

  /**
   * Creates a seal for the ids of one server behind one gateway.
   *
   * @param secret 32 bytes
   * @param serverName the name of the server in policies
   * @param upstream the URL of the server
   */
  public CallerSeal(byte[] secret, String serverName, String upstream) {
    SecretKeySpec root = new SecretKeySpec(secret, HMAC);
    macKey = new SecretKeySpec(mac(root, bytes("portcullis.mcp.http seal 1 mac")), HMAC);
    cipherKey = new SecretKeySpec(mac(root, bytes("portcullis.mcp.http seal 1 cipher")), "AES");
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    part(parts, serverName);
    part(parts, upstream);
    gateway = parts.toByteArray();
  }

  /**
   * Returns the sealed form of an id for the agent.
   *
   * @return visible ASCII; null if the id is longer than {@link #MAX_ID_BYTES} bytes
   */
  @Nullable String seal(Kind kind, AgentIdentity agent, String id) {
    byte[] plain = bytes(id);
    if (plain.length > MAX_ID_BYTES) {
      return null;
    }
    byte[] vector = vector(kind, agent, plain);
    byte[] encrypted = crypt(vector, plain);
    byte[] all = Arrays.copyOf(vector, VECTOR_BYTES + encrypted.length);
    System.arraycopy(encrypted, 0, all, VECTOR_BYTES, encrypted.length);
    return text(all);
  }

  /**
   * Returns the server's id.
   *
   * @return null if the text is not the sealed form of such an id for this agent
   */
  @Nullable String open(Kind kind, AgentIdentity agent, String sealed) {
    byte[] all = decoded(sealed);
    if (all == null || all.length < VECTOR_BYTES) {
      return null;
    }
    byte[] vector = Arrays.copyOf(all, VECTOR_BYTES);
    byte[] plain = crypt(vector, Arrays.copyOfRange(all, VECTOR_BYTES, all.length));
    if (!MessageDigest.isEqual(vector, vector(kind, agent, plain))) {
      return null;
    }
    // Base64 has several texts for some bytes; only one of them was given out.
    return sealed.equals(text(all)) ? new String(plain, StandardCharsets.UTF_8) : null;
  }

  private static byte @Nullable [] decoded(String sealed) {
    if (sealed.length() > MAX_SEALED || !sealed.startsWith(VERSION)) {
      return null;
    }
    try {
      return Base64.getUrlDecoder().decode(sealed.substring(VERSION.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String text(byte[] all) {
    return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  private byte[] vector(Kind kind, AgentIdentity agent, byte[] plain) {
    ByteArrayOutputStream parts = new ByteArrayOutputStream(plain.length + 160);
    parts.writeBytes(gateway);
    part(parts, kind.name());
    part(parts, agent.org());
    part(parts, agent.team());
    part(parts, agent.id());
    parts.writeBytes(plain);
    return Arrays.copyOf(mac(macKey, parts.toByteArray()), VECTOR_BYTES);
  }

  /** Adds a part after its length, so that two parts cannot be split in another way. */
  private static void part(ByteArrayOutputStream parts, String text) {
    byte[] bytes = bytes(text);
    parts.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    parts.writeBytes(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mac(SecretKeySpec key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  /** Encrypts or decrypts, which is the same step in counter mode. */
  private byte[] crypt(byte[] vector, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new IvParameterSpec(vector));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES", e);
    }
  }
}
