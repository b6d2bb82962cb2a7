// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.internal.frame.FrameWriter;
import io.portcullis.assembly.wire.internal.frame.Tag;
import io.portcullis.assembly.wire.internal.payload.EventCodec;
import io.portcullis.assembly.wire.internal.payload.QueryCodec;
import io.portcullis.assembly.wire.internal.payload.ResponseCodec;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.ApprovalResponse;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import java.nio.ByteBuffer;

/** Encodes messages as frames, each in a new buffer that is ready to be written. Thread-safe. */
public final class FrameEncoder {
  private FrameEncoder() {}

  /**
   * Encodes a message from a client to the runtime.
   *
   * @param message the message
   * @return the whole frame
   * @throws WireException if the message exceeds the {@link WireLimits}, or has text that is not
   *     well formed
   */
  public static ByteBuffer toRuntime(ClientMessage message) throws WireException {
    return switch (message.kind()) {
      case POLICY_QUERY ->
          FrameWriter.frame(Tag.POLICY_QUERY, QueryCodec.encode((PolicyQuery) message));
      case EVENT_REPORT ->
          FrameWriter.frame(Tag.EVENT_REPORT, EventCodec.encode((EventReport) message));
      case APPROVAL_RESPONSE ->
          FrameWriter.frame(
              Tag.APPROVAL_RESPONSE, ResponseCodec.encode(((ApprovalResponse) message).decision()));
      case HEARTBEAT -> ByteBuffer.wrap(new byte[] {Tag.HEARTBEAT});
    };
  }

  /**
   * Encodes a message from the runtime to a client.
   *
   * @param message the message
   * @return the whole frame
   * @throws WireException if the message exceeds the {@link WireLimits}, or has text that is not
   *     well formed
   * @throws IllegalArgumentException for an {@link UnknownFrame}, which is only read
   */
  public static ByteBuffer toClient(RuntimeMessage message) throws WireException {
    return switch (message.kind()) {
      case POLICY_RESPONSE ->
          FrameWriter.frame(Tag.POLICY_RESPONSE, ResponseCodec.encode((PolicyResponse) message));
      case APPROVAL_DECISION ->
          FrameWriter.frame(Tag.APPROVAL_DECISION, ResponseCodec.encode((ApprovalNotice) message));
      case ACK -> ByteBuffer.wrap(new byte[] {Tag.ACK, 0});
      case VIOLATION_ALERT ->
          FrameWriter.frame(
              Tag.VIOLATION_ALERT, ResponseCodec.encode(((ViolationAlert) message).violation()));
      case UNKNOWN -> throw new IllegalArgumentException("an unknown frame has no contents");
    };
  }
}
