// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.Decision;
import java.util.function.Supplier;

/**
 * Every way in which a runtime can fail to answer a query on the socket. None of them sends a valid
 * allow, and none records one.
 */
public enum ReplyFault implements QueryScript {
  /** Never answers. */
  SILENCE(ScriptedReply::silence),
  /** Acknowledges, which is no answer. */
  ACK_ONLY(() -> ScriptedReply.silence().thenStray(new Ack())),
  /** A frame with an unknown tag, and no answer. */
  UNKNOWN_TAG_ONLY(() -> ScriptedReply.raw(SimulatorFrames.hex("2a03010203"))),
  /** An answer without contents. */
  NO_DECISION(() -> ScriptedReply.raw(SimulatorFrames.hex("0100"))),
  /** The runtime says that it did not decide. */
  UNSPECIFIED(() -> ScriptedReply.of(Decision.UNSPECIFIED, "undecided")),
  /** A decision of a newer protocol. */
  UNKNOWN_NUMBER(() -> ScriptedReply.raw(SimulatorFrames.hex("01020811"))),
  /** A decision that is an allow only when cut to 32 bits. */
  NUMBER_TOO_LARGE(() -> ScriptedReply.raw(SimulatorFrames.hex("0106088180808010"))),
  /** A denial and an allow in one answer. */
  DENY_AND_ALLOW(() -> ScriptedReply.raw(SimulatorFrames.hex("010408020801"))),
  /** A decision of the wrong type. */
  WRONG_TYPE(() -> ScriptedReply.raw(SimulatorFrames.hex("01030a0101"))),
  /** A redaction without its rules. */
  REDACT_WITHOUT_RULES(() -> ScriptedReply.of(Decision.REDACT, "redacted")),
  /** A pending decision without an approval id. */
  PENDING_WITHOUT_ID(() -> ScriptedReply.of(Decision.PENDING, "ask")),
  /** An answer that is no message. */
  UNDECODABLE(() -> ScriptedReply.raw(SimulatorFrames.hex("0104ffffffff"))),
  /** Bytes that are no frame. */
  GARBAGE(() -> ScriptedReply.raw(SimulatorFrames.garbage())),
  /** An answer of 8 MiB and one byte. */
  OVERSIZE(() -> ScriptedReply.raw(SimulatorFrames.oversize(1))),
  /** A challenge in the middle of the session. */
  CHALLENGE_AGAIN(() -> ScriptedReply.raw(SimulatorFrames.challenge(32))),
  /** A denial, and then an allow that belongs to no query. */
  TWO_ANSWERS(
      () ->
          ScriptedReply.of(Decision.DENY, "denied, whatever comes next")
              .thenStray(PolicyResponse.of(Decision.ALLOW, "without a query", ""))),
  /** Closes in place of an answer. */
  HANG_UP(() -> ScriptedReply.silence().thenHangUp()),
  /** Closes in the middle of an allow. */
  HANG_UP_WITHIN_ANSWER(
      () -> ScriptedReply.raw(SimulatorFrames.half(SimulatorFrames.allow())).thenHangUp()),
  /** Closes after a denial. */
  HANG_UP_AFTER_ANSWER(() -> ScriptedReply.of(Decision.DENY, "denied, and gone").thenHangUp());

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Supplier<ScriptedReply> reply;

  ReplyFault(Supplier<ScriptedReply> reply) {
    this.reply = reply;
  }

  @Override
  public ScriptedReply answer(PolicyQuery query) {
    return reply.get();
  }
}
