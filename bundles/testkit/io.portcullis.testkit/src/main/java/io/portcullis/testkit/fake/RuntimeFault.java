// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a runtime can fail to decide. Under enforce each of them must deny; under a
 * lenient mode they allow the call unless {@link #deniesAlways()}.
 */
public enum RuntimeFault implements ScriptedAnswer {
  /** The query throws. */
  THROWS(StageFault.THROWS),
  /** The query throws the error of a refreshed bundle. */
  THROWS_LINKAGE_ERROR(StageFault.THROWS_LINKAGE_ERROR),
  /** The query returns null. */
  NO_STAGE(StageFault.NO_STAGE),
  /** The stage completes with null. */
  NO_DECISION(StageFault.NO_VALUE),
  /** The stage completes exceptionally. */
  FAILS(StageFault.FAILS),
  /** The stage completes with the error of a refreshed bundle. */
  FAILS_WITH_LINKAGE_ERROR(StageFault.FAILS_WITH_LINKAGE_ERROR),
  /** The stage never completes: only a timeout ends it. */
  NEVER_COMPLETES(StageFault.NEVER_COMPLETES),
  /** The decision has no word. */
  NO_WORD(ScriptedAnswer.word(null)),
  /** The decision's word is empty. */
  EMPTY_WORD(ScriptedAnswer.word("")),
  /** The decision's word is blank. */
  BLANK_WORD(ScriptedAnswer.word(" \t ")),
  /** The decision's word is unknown. */
  UNKNOWN_WORD(ScriptedAnswer.word("allowed")),
  /** The decision is a number, as from a newer protocol. */
  UNKNOWN_NUMBER(ScriptedAnswer.word("17")),
  /** The runtime did not decide. */
  UNSPECIFIED(ScriptedAnswer.word(RuntimeDecision.UNSPECIFIED)),
  /** No answer came in time. */
  QUERY_FAILED(ScriptedAnswer.word(RuntimeDecision.QUERY_FAILED)),
  /** The connection is lost. */
  CHANNEL_CLOSED(ScriptedAnswer.word(RuntimeDecision.CHANNEL_CLOSED)),
  /** The transport was closed. */
  SHUTDOWN(ScriptedAnswer.word(RuntimeDecision.SHUTDOWN)),
  /** Any other local fault. */
  ERROR(ScriptedAnswer.word(RuntimeDecision.ERROR)),
  /** A redaction is required without its rules. */
  REDACT_WITHOUT_RULES(ScriptedAnswer.redact()),
  /** The answer belongs to another call. */
  WRONG_CALL(RuntimeFault::wrongCall),
  /** The runtime gave two answers. */
  CONFLICT(ScriptedAnswer.word(RuntimeDecision.CONFLICT));

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final ScriptedAnswer answer;

  RuntimeFault(StageFault fault) {
    this(call -> fault.stage());
  }

  RuntimeFault(ScriptedAnswer answer) {
    this.answer = answer;
  }

  @Override
  public @Nullable CompletionStage<RuntimeDecision> answer(ToolCall call) {
    return answer.answer(call);
  }

  /**
   * Returns whether this fault denies in every mode.
   *
   * @return true if the runtime answered, but not exactly this call
   */
  public boolean deniesAlways() {
    return this == WRONG_CALL || this == CONFLICT;
  }

  private static CompletionStage<RuntimeDecision> wrongCall(ToolCall call) {
    return CompletableFuture.completedFuture(
        new RuntimeDecision(
            "not-" + call.id(), RuntimeDecision.ALLOW, "for another", "", List.of(), "", null));
  }
}
