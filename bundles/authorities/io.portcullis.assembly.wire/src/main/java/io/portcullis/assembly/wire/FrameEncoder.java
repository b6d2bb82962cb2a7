// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import java.nio.ByteBuffer;

/** Makes frames of messages, each in a new buffer that is ready to be written. Thread-safe. */
public final class FrameEncoder {
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
      case POLICY_QUERY ->
          FrameWriter.frame(Tag.POLICY_QUERY, QueryCodec.encode((PolicyQuery) message));
      case EVENT_REPORT ->
          FrameWriter.frame(Tag.EVENT_REPORT, EventCodec.encode((EventReport) message));
      case APPROVAL_RESPONSE ->
          FrameWriter.frame(
              Tag.APPROVAL_RESPONSE, AnswerCodec.encode(((ApprovalResponse) message).decision()));
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
          FrameWriter.frame(Tag.POLICY_RESPONSE, AnswerCodec.encode((PolicyResponse) message));
      case APPROVAL_DECISION ->
          FrameWriter.frame(Tag.APPROVAL_DECISION, AnswerCodec.encode((ApprovalDecision) message));
      case ACK -> ByteBuffer.wrap(new byte[] {Tag.ACK, 0});
      case VIOLATION_ALERT ->
          FrameWriter.frame(
              Tag.VIOLATION_ALERT, AnswerCodec.encode(((ViolationAlert) message).violation()));
      case UNKNOWN -> throw new IllegalArgumentException("an unknown frame has no contents");
    };
  }
}
