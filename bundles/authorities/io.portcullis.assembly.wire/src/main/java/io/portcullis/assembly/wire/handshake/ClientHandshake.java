// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import com.google.protobuf.ByteString;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.internal.frame.FrameWriter;
import io.portcullis.assembly.wire.internal.frame.Tag;
import io.portcullis.assembly.wire.internal.payload.PayloadCheck;
import io.portcullis.assembly.wire.internal.payload.PayloadParser;
import io.portcullis.assembly.wire.internal.payload.WellFormedText;
import io.portcullis.assembly.wire.internal.proto.IpcProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the handshake of one connection. It sends nothing until the challenge has
 * come, and then returns the proof, which must be sent first. Success is silent: only the answer to
 * a first query shows that the proof was accepted. Not thread-safe.
 */
public final class ClientHandshake {
  /** The number of bytes of the nonce of a challenge. */
  static final int NONCE_BYTES = 32;

  private static final int MAX_VERSION_BYTES = 256;

  private final AgentKey key;
  private final String sdkVersion;
  private final FrameReader<byte[]> reader = FrameReader.ofHandshakes();
  private @Nullable WireException fault;
  private boolean done;

  /**
   * Creates a handshake.
   *
   * @param key the agent's key
   * @param sdkVersion the version to send, at most 256 bytes of UTF-8; empty for none
   * @throws IllegalArgumentException if the version is too long or not well formed
   */
  public ClientHandshake(AgentKey key, String sdkVersion) {
    this.key = key;
    try {
      this.sdkVersion = WellFormedText.of(sdkVersion);
    } catch (WireException e) {
      throw new IllegalArgumentException("the version is not well formed", e);
    }
    if (sdkVersion.getBytes(StandardCharsets.UTF_8).length > MAX_VERSION_BYTES) {
      throw new IllegalArgumentException("the version has more than 256 bytes");
    }
  }

  /**
   * Reads bytes until the challenge is complete. Bytes behind it stay in the buffer, for the reader
   * of the answers.
   *
   * @param source the bytes; its position moves past those that were read
   * @return the frame of the proof, to be sent at once; null if all bytes were read and the
   *     challenge is not complete
   * @throws WireException if the bytes are no challenge; close the connection. Each further call
   *     throws the same
   * @throws IllegalStateException if the proof was returned already
   */
  public @Nullable ByteBuffer read(ByteBuffer source) throws WireException {
    requireOpen();
    byte[] payload = reader.read(source);
    if (payload == null) {
      return null;
    }
    try {
      ByteBuffer proof = proof(nonce(payload));
      done = true;
      return proof;
    } catch (WireException e) {
      fault = e;
      throw e;
    }
  }

  private void requireOpen() throws WireException {
    if (done) {
      throw new IllegalStateException("the handshake is done");
    }
    if (fault != null) {
      throw fault;
    }
  }

  /**
   * Returns whether the proof was returned.
   *
   * @return true after {@link #read} has returned the proof
   */
  public boolean isDone() {
    return done;
  }

  private static byte[] nonce(byte[] payload) throws WireException {
    PayloadCheck.strict(IpcProto.HandshakeChallenge.getDescriptor(), payload);
    ByteString nonce =
        PayloadParser.parse(IpcProto.HandshakeChallenge.parser(), payload).getNonce();
    if (nonce.size() != NONCE_BYTES) {
      throw new WireException(
          Kind.WRONG_NONCE,
          "the challenge has %d bytes, not %d".formatted(nonce.size(), NONCE_BYTES));
    }
    return nonce.toByteArray();
  }

  private ByteBuffer proof(byte[] nonce) throws WireException {
    return FrameWriter.frame(
        Tag.HANDSHAKE,
        IpcProto.HandshakeProof.newBuilder()
            .setAgentDid(key.did())
            .setPublicKey(key.publicKey())
            .setSignature(ByteString.copyFrom(key.sign(signedMessage(nonce, sdkVersion))))
            .setSdkVersion(sdkVersion)
            .build());
  }

  /** Returns the signed bytes: the nonce followed by the version. */
  static byte[] signedMessage(byte[] nonce, String sdkVersion) {
    byte[] version = sdkVersion.getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[nonce.length + version.length];
    System.arraycopy(nonce, 0, message, 0, nonce.length);
    System.arraycopy(version, 0, message, nonce.length, version.length);
    return message;
  }
}
