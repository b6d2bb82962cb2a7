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
 * The client's side of the handshake of one connection. It says nothing until the challenge has
 * come, and then gives the proof, which must be the first that is sent. Success is silent: only the
 * answer to a first query shows that the proof was accepted. Not for use by several threads at
 * once.
 */
public final class ClientHandshake {
  /** How many bytes the nonce of a challenge has. */
  static final int NONCE_BYTES = 32;

  private static final int MAX_VERSION_BYTES = 256;

  private final AgentKey key;
  private final String sdkVersion;
  private final FrameReader<byte[]> reader = FrameReader.ofHandshakes();
  private @Nullable WireException fault;
  private boolean done;

  /**
   * A handshake that has not begun.
   *
   * @param key the agent's key
   * @param sdkVersion the version to name, at most 256 bytes of UTF-8; empty names none
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
   * Takes bytes until the challenge is complete. Bytes behind it stay in the buffer, for the reader
   * of the answers.
   *
   * @param source the bytes; its position moves behind those that were taken
   * @return the frame of the proof, to be sent at once; null when all bytes were taken and the
   *     challenge is not complete
   * @throws WireException if it is no challenge; the connection must be closed, and each further
   *     call throws the same
   * @throws IllegalStateException if the proof was given already
   */
  public @Nullable ByteBuffer read(ByteBuffer source) throws WireException {
    if (done) {
      throw new IllegalStateException("the handshake is done");
    }
    if (fault != null) {
      throw fault;
    }
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

  /**
   * Whether the proof was given.
   *
   * @return true after {@link #read} has returned it
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
          "the challenge has %d bytes and not %d".formatted(nonce.size(), NONCE_BYTES));
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

  /** What the proof signs: the nonce and the version, one after the other. */
  static byte[] signedMessage(byte[] nonce, String sdkVersion) {
    byte[] version = sdkVersion.getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[nonce.length + version.length];
    System.arraycopy(nonce, 0, message, 0, nonce.length);
    System.arraycopy(version, 0, message, nonce.length, version.length);
    return message;
  }
}
