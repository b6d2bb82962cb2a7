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
 * The runtime's side of the handshake of one connection. {@link #challenge()} must be sent first,
 * and the proof must arrive first. Nothing is sent when the proof is accepted; otherwise the
 * connection is closed. The caller limits the time, 5 seconds in {@code aa-runtime}. Not
 * thread-safe.
 */
public final class ServerHandshake {
  private final AgentKey key;
  private final byte[] nonce = new byte[ClientHandshake.NONCE_BYTES];
  private final FrameReader<byte[]> reader = FrameReader.ofHandshakes();
  private @Nullable WireException fault;
  private boolean done;

  /**
   * Creates a handshake with its own nonce.
   *
   * @param key the agent's key
   * @param random the source of the nonce
   */
  public ServerHandshake(AgentKey key, SecureRandom random) {
    this.key = key;
    random.nextBytes(nonce);
  }

  /**
   * Returns the challenge.
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
   * Reads bytes until the proof is complete, and verifies it. Bytes behind it stay in the buffer,
   * for the reader of the requests.
   *
   * @param source the bytes; its position moves past those that were read
   * @return the client's claims, once the proof is accepted; null if all bytes were read and the
   *     proof is not complete
   * @throws WireException if the bytes are no proof, or not one of this agent for this challenge;
   *     close the connection. Each further call throws the same
   * @throws IllegalStateException if the proof was accepted already
   */
  public @Nullable ProvenPeer read(ByteBuffer source) throws WireException {
    requireOpen();
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

  private void requireOpen() throws WireException {
    if (done) {
      throw new IllegalStateException("the handshake is done");
    }
    if (fault != null) {
      throw fault;
    }
  }

  /**
   * Returns whether the proof was accepted.
   *
   * @return true after {@link #read} has returned the client's claims
   */
  public boolean isDone() {
    return done;
  }

  private ProvenPeer verify(byte[] payload) throws WireException {
    PayloadCheck.strict(IpcProto.HandshakeProof.getDescriptor(), payload);
    IpcProto.HandshakeProof proof = PayloadParser.parse(IpcProto.HandshakeProof.parser(), payload);
    if (!proof.getPublicKey().equals(key.publicKey())) {
      throw new WireException(
          Kind.WRONG_KEY, "the proof does not use the key of agent " + key.agentId());
    }
    byte[] message = ClientHandshake.signedMessage(nonce, proof.getSdkVersion());
    if (!key.verifies(message, proof.getSignature().toByteArray())) {
      throw new WireException(
          Kind.WRONG_SIGNATURE, "the proof does not sign the challenge correctly");
    }
    return new ProvenPeer(proof.getAgentDid(), proof.getSdkVersion());
  }
}
