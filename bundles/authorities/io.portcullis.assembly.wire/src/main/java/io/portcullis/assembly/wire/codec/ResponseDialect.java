// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.frame.FrameDialect;
import io.portcullis.assembly.wire.internal.frame.Tag;
import io.portcullis.assembly.wire.internal.payload.ResponseCodec;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import io.portcullis.assembly.wire.messages.ViolationAlert;

/**
 * The frames from the runtime to the client: each frame has a length, so unknown ones are skipped.
 */
final class ResponseDialect implements FrameDialect<RuntimeMessage> {
  @Override
  public Form form(int tag) throws WireException {
    return switch (tag) {
      case Tag.POLICY_RESPONSE, Tag.APPROVAL_DECISION, Tag.VIOLATION_ALERT -> Form.KEPT;
      case Tag.HANDSHAKE ->
          throw new WireException(WireException.Kind.UNEXPECTED_TAG, "a second handshake");
      default -> Form.SKIPPED;
    };
  }

  @Override
  public RuntimeMessage empty(int tag, int length) {
    return tag == Tag.ACK ? new Ack() : new UnknownFrame(tag, length);
  }

  @Override
  public RuntimeMessage decode(int tag, byte[] payload) throws WireException {
    return switch (tag) {
      case Tag.POLICY_RESPONSE -> ResponseCodec.response(payload);
      case Tag.APPROVAL_DECISION -> ResponseCodec.approval(payload);
      default -> new ViolationAlert(ResponseCodec.violation(payload));
    };
  }
}
