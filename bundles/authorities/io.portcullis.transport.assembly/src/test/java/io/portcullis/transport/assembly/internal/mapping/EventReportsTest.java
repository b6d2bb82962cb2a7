// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.assembly.wire.values.WireActionType;
import io.portcullis.testkit.contract.RecordListenerContract;
import io.portcullis.transport.assembly.internal.connect.LinkRig;
import io.portcullis.transport.assembly.internal.connect.TestTime;
import io.portcullis.transport.assembly.internal.link.LinkCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReportsTest extends RecordListenerContract {
  private static final Instant AT = Instant.ofEpochMilli(1_234);

  @TempDir private Path folder;
  private final List<ClientMessage> messages = new ArrayList<>();
  private final EventReports reports =
      new EventReports("assembly", LinkRig.settings(), new TestTime(Runnable::run), messages::add);

  @Override
  protected RecordListener listener() {
    return reports;
  }

  private static CallRecord callRecord(
      String transport, String agent, Verdict verdict, CallRecord.Phase phase) {
    return new CallRecord(
        phase,
        ToolCall.of("tool", "{\"secret\":1}").stamped("id", AgentIdentity.of(agent), AT),
        AT,
        EnforcementMode.ENFORCE,
        "",
        transport,
        verdict,
        "",
        phase == CallRecord.Phase.ENDED ? ToolOutcome.Kind.COMPLETED : null,
        Duration.ofMillis(7).toNanos(),
        List.of());
  }

  private static Verdict allow() {
    return new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "", List.of());
  }

  @Test
  void reportsADenialAsAViolation() {
    reports.onRecord(
        callRecord(
            "assembly",
            LinkRig.AGENT,
            new Verdict.Deny(Verdict.Basis.AUTHORITY, "why", "rule"),
            CallRecord.Phase.DECIDED));
    EventReport report = (EventReport) messages.get(0);
    assertThat(report.decision()).isEqualTo(Decision.DENY);
    assertThat(report.detail()).isEqualTo(new PolicyViolation("rule", "tool", "why", 7));
    assertThat(report.labels()).containsEntry("event_type", "policy_violation");
    assertThat(report.action()).isEqualTo(WireActionType.TOOL_CALL);
    assertThat(report.occurredAtUnixMs()).isEqualTo(1_234);
    assertThat(report.eventId()).matches("[0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{4}");
  }

  @Test
  void reportsTheOutcomeOfAToolWithoutItsArguments() {
    reports.onRecord(callRecord("assembly", "", allow(), CallRecord.Phase.ENDED));
    EventReport report = (EventReport) messages.get(0);
    EventDetail.ToolCall detail = (EventDetail.ToolCall) report.detail();
    assertThat(detail.succeeded()).isTrue();
    assertThat(detail.latencyMs()).isEqualTo(7);
    assertThat(detail.arguments().size()).isZero();
    assertThat(report.labels()).containsEntry("event_type", "tool_result");
    assertThat(report.agent().agent()).isEqualTo(LinkRig.AGENT);
  }

  @Test
  void reportsNothingAboutOtherAgents() {
    reports.onRecord(callRecord("embedded", LinkRig.AGENT, allow(), CallRecord.Phase.DECIDED));
    reports.onRecord(callRecord("assembly", "agent-2", allow(), CallRecord.Phase.DECIDED));
    reports.onEvent(new GovernanceEvent("type", AT, AgentIdentity.of("agent-2"), Map.of("a", "b")));
    assertThat(messages).isEmpty();
  }

  @Test
  void reportsEventsWithTheirAttributesShortened() {
    String attribute = "x".repeat(Excerpt.MAX_CHARACTERS - 1) + "\ud83d\ude00";
    reports.onEvent(
        new GovernanceEvent(
            "type", AT, AgentIdentity.UNKNOWN, Map.of("long", attribute, "event_type", "other")));
    EventReport report = (EventReport) messages.get(0);
    assertThat(report.labels().get("event_type")).isEqualTo("type");
    assertThat(report.labels().get("long")).isEqualTo("x".repeat(Excerpt.MAX_CHARACTERS - 1));
  }

  @Test
  void eventsReachAConnectedRuntimeAndAreLostOtherwise() throws IOException {
    try (LinkRig rig = new LinkRig(folder)) {
      EventReports sent =
          new EventReports("assembly", LinkRig.settings(), rig.time, rig.link::report);
      sent.onRecord(callRecord("assembly", "", allow(), CallRecord.Phase.DECIDED));
      assertThat(rig.link.counts().of(LinkCounts.Event.LOST_EVENT)).isEqualTo(1);
      rig.connect();
      sent.onRecord(callRecord("assembly", "", allow(), CallRecord.Phase.DECIDED));
      sent.onEvent(new GovernanceEvent("\ud800", AT, AgentIdentity.UNKNOWN, Map.of()));
      rig.runtime.stats().await(ConnectionStats.Event.EVENT, 1);
      assertThat(rig.link.counts().of(LinkCounts.Event.LOST_EVENT)).isEqualTo(2);
    }
  }
}
