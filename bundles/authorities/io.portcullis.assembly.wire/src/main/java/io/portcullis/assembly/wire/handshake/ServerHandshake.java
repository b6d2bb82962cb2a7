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
import io.portcullis.assembly.wire.internal.proto.IpcProto;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The runtime's side of the handshake of one connection: {@link #challenge()} is the first that is
 * sent, and the proof must be the first that comes. Nothing is sent when it is accepted; when it is
 * not, the connection is closed. The time for it, 5 seconds in {@code aa-runtime}, is up to the
 * caller. Not for use by several threads at once.
 */
public final class ServerHandshake {
  private final AgentKey key;
  private final byte[] nonce = new byte[ClientHandshake.NONCE_BYTES];
  private final FrameReader<byte[]> reader = FrameReader.ofHandshakes();
  private @Nullable WireException fault;
  private boolean done;

  /**
   * A handshake with a nonce of its own.
   *
   * @param key the agent's key
   * @param random where the nonce comes from
   */
  public ServerHandshake(AgentKey key, SecureRandom random) {
    this.key = key;
    random.nextBytes(nonce);
  }

  /**
   * The challenge.
   *
   * @return its whole frame, the same one each time
   */
  public ByteBuffer challenge() {
    try {
      return FrameWriter.frame(
          Tag.HANDSHAKE,
          IpcProto.HandshakeChallenge.newBuilder().setNonce(ByteString.copyFrom(nonce)).build());
    } catch (WireException e) {
      throw new IllegalStateException("a nonce is within the limits", e);
    }
  }

  /**
   * Takes bytes until the proof is complete, and verifies it. Bytes behind it stay in the buffer,
   * for the reader of the requests.
   *
   * @param source the bytes; its position moves behind those that were taken
   * @return what the client said, once the proof is accepted; null when all bytes were taken and
   *     the proof is not complete
   * @throws WireException if it is no proof, or not one of this agent for this challenge; the
   *     connection must be closed, and each further call throws the same
   * @throws IllegalStateException if the proof was accepted already
   */
  public @Nullable ProvenPeer read(ByteBuffer source) throws WireException {
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
      ProvenPeer peer = verify(payload);
      done = true;
      return peer;
    } catch (WireException e) {
      fault = e;
      throw e;
    }
  }

  /**
   * Whether the proof was accepted.
   *
   * @return true after {@link #read} has returned what the client said
   */
  public boolean isDone() {
    return done;
  }

  private ProvenPeer verify(byte[] payload) throws WireException {
    PayloadCheck.strict(IpcProto.HandshakeProof.getDescriptor(), payload);
    IpcProto.HandshakeProof proof = PayloadParser.parse(IpcProto.HandshakeProof.parser(), payload);
    if (!proof.getPublicKey().equals(key.publicKey())) {
      throw new WireException(
          Kind.WRONG_KEY, "the proof is not of the key of agent " + key.agentId());
    }
    byte[] message = ClientHandshake.signedMessage(nonce, proof.getSdkVersion());
    if (!key.verifies(message, proof.getSignature().toByteArray())) {
      throw new WireException(
          Kind.WRONG_SIGNATURE, "the proof does not sign the challenge as it must");
    }
    return new ProvenPeer(proof.getAgentDid(), proof.getSdkVersion());
  }
}
