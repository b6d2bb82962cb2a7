// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.TraceContext;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sample records. */
final class Records {
  static final Instant TIME = Instant.parse("2026-11-25T16:00:00.123456789Z");

  private Records() {}

  static ToolCall call(String id, String arguments) {
    return new ToolCall(
        id,
        new AgentIdentity("org", "team", "agent"),
        ActionType.TOOL_CALL,
        "read_file",
        "langchain4j",
        arguments,
        "https://example.org/",
        new TraceContext("trace", "span"),
        new AgentIdentity("o2", "t2", "a2"),
        TIME);
  }

  static CallRecord decided(String id) {
    return decided(call(id, "{\"path\":\"/tmp/a\"}"));
  }

  static CallRecord decided(ToolCall call) {
    Verdict verdict =
        new Verdict.Allow(
            Verdict.Basis.AUTHORITY, "allowed by rule", "rule-7", List.of(), "sha256:p");
    return decided(call, EnforcementMode.ENFORCE, verdict, TIME, 1_234, List.of());
  }

  static CallRecord decided(
      ToolCall call,
      EnforcementMode mode,
      Verdict verdict,
      Instant at,
      long elapsed,
      List<String> notes) {
    return record(CallRecord.Phase.DECIDED, call, mode, verdict, at, null, elapsed, notes);
  }

  static CallRecord ended(String id, ToolOutcome.@Nullable Kind outcome, Verdict verdict) {
    return record(
        CallRecord.Phase.ENDED,
        call(id, "{}"),
        EnforcementMode.ENFORCE,
        verdict,
        TIME,
        outcome,
        99,
        List.of());
  }

  @SuppressWarnings("NullAway") // the outcome of a call that was only decided is null
  private static CallRecord record(
      CallRecord.Phase phase,
      ToolCall call,
      EnforcementMode mode,
      Verdict verdict,
      Instant at,
      ToolOutcome.@Nullable Kind outcome,
      long elapsed,
      List<String> notes) {
    return new CallRecord(
        phase, call, at, mode, "runtime", "embedded", verdict, "alice", outcome, elapsed, notes);
  }
}
