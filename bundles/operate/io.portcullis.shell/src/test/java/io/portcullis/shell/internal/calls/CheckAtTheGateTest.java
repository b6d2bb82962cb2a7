// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.evaluation.RecheckingToolGate;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import io.portcullis.gate.internal.services.ServiceSnapshot.InterceptorSnapshot;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.Fakes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command and the gate that ships, whose approvers and listeners must hear nothing. */
class CheckAtTheGateTest extends CheckFixture {
  private static final GateLimits LIMITS =
      new GateLimits(
          1 << 20,
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          AgentIdentity.of("night-shift"),
          false,
          false);

  private record Around(GovernanceInterceptor authority) implements GateServices {
    @Override
    public ServiceSnapshot snapshot() {
      return new ServiceSnapshot(
          new InterceptorSnapshot(authority, "runtime query", ""),
          authority,
          ModePolicy.enforcing(),
          new NoApprovals(),
          null);
    }
  }

  private record NoApprovals() implements DecisionMapper {
    @Override
    public Verdict map(ToolCall call, RuntimeDecision decision, ModePolicy mode) {
      throw new AssertionError("the gate mapped the answer of a runtime");
    }

    @Override
    public Verdict mapApproval(
        ToolCall call, Verdict.Pending pending, ApprovalDecision decision, ModePolicy mode) {
      throw new AssertionError("an approval was decided");
    }
  }

  private void gateAround(GovernanceInterceptor runtime) {
    RecordingCallReporter client =
        new RecordingCallReporter(
            () -> {
              throw new AssertionError("an approver was asked");
            },
            () -> {
              throw new AssertionError("a record was made");
            },
            List::of);
    framework.register(
        ToolGate.class,
        new RecheckingToolGate(
            new Around(runtime), LIMITS, client, InstantSource.system(), () -> "attempt"),
        Map.of());
  }

  @Test
  void showsWhatWouldBeAskedOfAnApprover() throws Exception {
    gateAround(
        Fakes.answering(
            new Verdict.Pending("", "ask", "r", null, List.of(new Redaction("/a", "gone")), "")));
    assertThat(check("--tool", "x", "--args", "{ \"a\" : 1,\n\"b\" : 2.0 }"))
        .isEqualTo(
            new CommandResult(
                4,
                "{\"verdict\":\"pending\",\"reason\":\"ask\",\"rule\":\"r\",\"redactions\":[{\"path\":\"/a\","
                    + "\"replacement\":\"gone\"}],\"args\":{\"a\":\"gone\",\"b\":2.0}}"));
  }

  @Test
  void deniesArgumentsThatAreNotJson() throws Exception {
    gateAround(Fakes.answering(Fakes.allow()));
    CommandResult result = check("--tool", "x", "--args", "{\"a\":");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.text()).contains("not valid JSON").endsWith("\"args\":null}");
  }

  @Test
  void asksForTheDefaultAgentOfTheGateWhereNoneIsGiven() throws Exception {
    gateAround(Fakes.answering(call -> Fakes.deny("by " + call.agent().id())));
    assertThat(check("--tool", "x").text()).contains("by night-shift");
    assertThat(check("--tool", "x", "--agent", "day-shift").text()).contains("by day-shift");
  }
}
