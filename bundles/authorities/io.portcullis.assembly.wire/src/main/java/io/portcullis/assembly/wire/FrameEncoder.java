// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Makes frames of messages, each in a new buffer that is ready to be written. Thread-safe. */
public final class FrameEncoder {
  private static final int BYTE_BITS = 7;

  private FrameEncoder() {}

  /**
   * A frame from a client to the runtime.
   *
   * @param message what to say
   * @return the whole frame
   * @throws WireException if the message is larger than {@link WireLimits} allow, or has text that
   *     is not well formed
   */
  public static ByteBuffer toRuntime(ClientMessage message) throws WireException {
    return switch (message.kind()) {
      case POLICY_QUERY -> frame(Tag.POLICY_QUERY, QueryCodec.encode((PolicyQuery) message));
      case EVENT_REPORT -> frame(Tag.EVENT_REPORT, EventCodec.encode((EventReport) message));
      case APPROVAL_RESPONSE ->
          frame(Tag.APPROVAL_RESPONSE, AnswerCodec.encode(((ApprovalResponse) message).decision()));
      case HEARTBEAT -> ByteBuffer.wrap(new byte[] {Tag.HEARTBEAT});
    };
  }

  /**
   * A frame from the runtime to a client.
   *
   * @param message what to say
   * @return the whole frame
   * @throws WireException if the message is larger than {@link WireLimits} allow, or has text that
   *     is not well formed
   * @throws IllegalArgumentException for an {@link UnknownFrame}, which is only read
   */
  public static ByteBuffer toClient(RuntimeMessage message) throws WireException {
    return switch (message.kind()) {
      case POLICY_RESPONSE ->
          frame(Tag.POLICY_RESPONSE, AnswerCodec.encode((PolicyResponse) message));
      case APPROVAL_DECISION ->
          frame(Tag.APPROVAL_DECISION, AnswerCodec.encode((ApprovalDecision) message));
      case ACK -> ByteBuffer.wrap(new byte[] {Tag.ACK, 0});
      case VIOLATION_ALERT ->
          frame(Tag.VIOLATION_ALERT, AnswerCodec.encode(((ViolationAlert) message).violation()));
      case UNKNOWN -> throw new IllegalArgumentException("an unknown frame has no contents");
    };
  }

  static ByteBuffer frame(int tag, Message payload) throws WireException {
    int size = payload.getSerializedSize();
    if (size < 0 || size > WireLimits.MAX_PAYLOAD_BYTES) { // negative: more than an int holds
      throw new WireException(
          WireException.Kind.PAYLOAD_TOO_LARGE,
          "%s bytes of payload, at most %d are written"
              .formatted(Integer.toUnsignedString(size), WireLimits.MAX_PAYLOAD_BYTES));
    }
    byte[] frame = new byte[1 + lengthBytes(size) + size];
    frame[0] = (byte) tag;
    int at = 1;
    int rest = size;
    for (; rest > 0x7F; rest >>>= BYTE_BITS) {
      frame[at++] = (byte) (rest | 0x80);
    }
    frame[at++] = (byte) rest;
    write(payload, frame, at, size);
    PayloadCheck.written(payload.getDescriptorForType(), frame, at);
    return ByteBuffer.wrap(frame);
  }

  private static int lengthBytes(int size) {
    int bytes = 1;
    for (int rest = size >>> BYTE_BITS; rest != 0; rest >>>= BYTE_BITS) {
      bytes++;
    }
    return bytes;
  }

  private static void write(Message payload, byte[] frame, int at, int size) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(frame, at, size);
      payload.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("a message has the size that it says", e);
    }
  }
}
