// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.assembly;

import io.portcullis.assembly.wire.Ack;
import io.portcullis.assembly.wire.Decision;
import io.portcullis.assembly.wire.PolicyQuery;
import io.portcullis.assembly.wire.PolicyResponse;
import java.util.function.Supplier;

/**
 * Every way in which a runtime can fail to answer a query on the socket. None of them gives an
 * allow that anything may run by, and none takes one down.
 */
public enum AnswerFault implements QueryAnswer {
  /** Never answers. */
  SILENCE(Reply::silence),
  /** Acknowledges, which is no answer. */
  ACK_ONLY(() -> Reply.silence().thenStray(new Ack())),
  /** A frame with a tag that nobody knows, and no answer. */
  UNKNOWN_TAG_ONLY(() -> Reply.raw(Frames.hex("2a03010203"))),
  /** An answer without contents. */
  NO_DECISION(() -> Reply.raw(Frames.hex("0100"))),
  /** The runtime says that it did not decide. */
  UNSPECIFIED(() -> Reply.of(Decision.UNSPECIFIED, "undecided")),
  /** A decision of a newer protocol. */
  UNKNOWN_NUMBER(() -> Reply.raw(Frames.hex("01020811"))),
  /** A decision that is an allow only when cut to 32 bits. */
  NUMBER_TOO_LARGE(() -> Reply.raw(Frames.hex("0106088180808010"))),
  /** A denial and an allow in one answer. */
  DENY_AND_ALLOW(() -> Reply.raw(Frames.hex("010408020801"))),
  /** A decision of the wrong type. */
  WRONG_TYPE(() -> Reply.raw(Frames.hex("01030a0101"))),
  /** Redactions are asked for and not given. */
  REDACT_WITHOUT_RULES(() -> Reply.of(Decision.REDACT, "redacted")),
  /** A person has to decide, but nothing says under which id. */
  PENDING_WITHOUT_ID(() -> Reply.of(Decision.PENDING, "ask")),
  /** An answer that is no message. */
  UNDECODABLE(() -> Reply.raw(Frames.hex("0104ffffffff"))),
  /** Bytes that are no frame. */
  GARBAGE(() -> Reply.raw(Frames.garbage())),
  /** An answer of 8 MiB and one byte. */
  OVERSIZE(() -> Reply.raw(Frames.oversize(1))),
  /** A challenge in the middle of the session. */
  CHALLENGE_AGAIN(() -> Reply.raw(Frames.challenge(32))),
  /** A denial, and then an allow that belongs to no query. */
  TWO_ANSWERS(
      () ->
          Reply.of(Decision.DENY, "denied, whatever comes next")
              .thenStray(PolicyResponse.of(Decision.ALLOW, "for nobody", ""))),
  /** Closes in place of an answer. */
  HANG_UP(() -> Reply.silence().thenHangUp()),
  /** Closes in the middle of an allow. */
  HANG_UP_WITHIN_ANSWER(() -> Reply.raw(Frames.half(Frames.allow())).thenHangUp()),
  /** Closes behind a denial. */
  HANG_UP_AFTER_ANSWER(() -> Reply.of(Decision.DENY, "denied, and gone").thenHangUp());

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Supplier<Reply> reply;

  AnswerFault(Supplier<Reply> reply) {
    this.reply = reply;
  }

  @Override
  public Reply answer(PolicyQuery query) {
    return reply.get();
  }
}
