// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import java.time.Instant;
import java.util.List;

/** Sample calls and records. */
final class Samples {
  /** A deadline later than any test. */
  static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  private Samples() {}

  static ToolCall call(String id) {
    return call(id, "agent");
  }

  static ToolCall call(String id, String agent) {
    return ToolCall.of("read_file", "{\"id\":\"" + id + "\"}")
        .stamped(id, AgentIdentity.of(agent), FAR);
  }

  /** Returns the record of a denied call. */
  @SuppressWarnings("NullAway") // the outcome of a call that was only decided is null
  static CallRecord denied(ToolCall call) {
    return new CallRecord(
        CallRecord.Phase.DECIDED,
        call,
        Instant.EPOCH,
        EnforcementMode.ENFORCE,
        "",
        "",
        Verdict.Deny.fault("no"),
        "",
        null,
        0,
        List.of());
  }
}
