// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

/** From the runtime to the client: each frame has a length, so that unknown ones are skipped. */
final class AnswerDialect implements Dialect<RuntimeMessage> {
  @Override
  public Form form(int tag) throws WireException {
    return switch (tag) {
      case Tag.POLICY_RESPONSE, Tag.APPROVAL_DECISION, Tag.VIOLATION_ALERT -> Form.KEPT;
      case Tag.HANDSHAKE ->
          throw new WireException(
              WireException.Kind.UNEXPECTED_TAG, "a handshake after the handshake");
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
      case Tag.POLICY_RESPONSE -> AnswerCodec.response(payload);
      case Tag.APPROVAL_DECISION -> AnswerCodec.approval(payload);
      default -> new ViolationAlert(AnswerCodec.violation(payload));
    };
  }
}
