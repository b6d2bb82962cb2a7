// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.frame.FrameDialect;
import io.portcullis.assembly.wire.internal.frame.Tag;
import io.portcullis.assembly.wire.internal.payload.EventCodec;
import io.portcullis.assembly.wire.internal.payload.QueryCodec;
import io.portcullis.assembly.wire.internal.payload.ResponseCodec;
import io.portcullis.assembly.wire.messages.ApprovalResponse;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.Heartbeat;

/**
 * The frames from the client to the runtime: an unknown tag cannot be skipped, and a heartbeat has
 * no length.
 */
final class RequestDialect implements FrameDialect<ClientMessage> {
  @Override
  public Form form(int tag) throws WireException {
    return switch (tag) {
      case Tag.POLICY_QUERY, Tag.EVENT_REPORT, Tag.APPROVAL_RESPONSE -> Form.KEPT;
      case Tag.HEARTBEAT -> Form.BARE;
      case Tag.HANDSHAKE ->
          throw new WireException(WireException.Kind.UNEXPECTED_TAG, "a second handshake");
      default -> throw new WireException(WireException.Kind.UNKNOWN_TAG, "unknown tag");
    };
  }

  @Override
  public ClientMessage empty(int tag, int length) {
    return new Heartbeat();
  }

  @Override
  public ClientMessage decode(int tag, byte[] payload) throws WireException {
    return switch (tag) {
      case Tag.POLICY_QUERY -> QueryCodec.decode(payload);
      case Tag.EVENT_REPORT -> EventCodec.decode(payload);
      default -> new ApprovalResponse(ResponseCodec.approval(payload));
    };
  }
}
