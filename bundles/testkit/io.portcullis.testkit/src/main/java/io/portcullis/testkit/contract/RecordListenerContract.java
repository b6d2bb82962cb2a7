// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every {@link RecordListener}: it accepts every record and never throws. */
public abstract class RecordListenerContract {

  /**
   * Creates the listener under test.
   *
   * @return a listener
   */
  protected abstract RecordListener listener();

  /** No record, however odd, makes it throw. */
  @ParameterizedTest
  @MethodSource("records")
  protected void listenerAcceptsEveryRecord(CallRecord callRecord) {
    listener().onRecord(callRecord);
  }

  /** No event, however odd, makes it throw. */
  @ParameterizedTest
  @MethodSource("events")
  protected void listenerAcceptsEveryEvent(GovernanceEvent event) {
    listener().onEvent(event);
  }

  static Stream<CallRecord> records() {
    return Stream.of(
        Samples.denied(Samples.call("call-1")),
        new CallRecord(
            CallRecord.Phase.ENDED,
            call("a\nb\u0000\ud800", "not json"),
            Instant.MAX,
            EnforcementMode.DISABLED,
            "\u001b[31m",
            "\u001b[31m",
            new Verdict.Deny(Verdict.Basis.AUTHORITY, "x".repeat(100_000), "r\r\n"),
            "\u001b[31m",
            ToolOutcome.Kind.FAILED,
            Long.MAX_VALUE,
            List.of("note\nnote")));
  }

  static Stream<GovernanceEvent> events() {
    return Stream.of(
        new GovernanceEvent("policy_reloaded", Instant.EPOCH, AgentIdentity.UNKNOWN, Map.of()),
        new GovernanceEvent(
            "", Instant.MIN, AgentIdentity.of("\ud800"), Map.of("key\n", "\u0000value")));
  }

  private static ToolCall call(String tool, String arguments) {
    return ToolCall.of(tool, arguments).stamped("call-1", AgentIdentity.UNKNOWN, Instant.EPOCH);
  }
}
