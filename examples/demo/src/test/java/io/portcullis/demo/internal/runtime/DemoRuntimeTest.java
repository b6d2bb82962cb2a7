// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.assembly.wire.values.WireActionType;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import java.io.InputStream;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoRuntimeTest {
  private DemoRuntime runtime;

  @BeforeEach
  void loadPolicy() throws Exception {
    try (InputStream policy =
        DemoRuntime.class.getResourceAsStream("/io/portcullis/demo/policy.yaml")) {
      runtime =
          new DemoRuntime(
              new PolicyEngine(
                  new PolicyLoader().parse("policy.yaml", policy.readAllBytes()),
                  new RateLimits(),
                  InstantSource.system()));
    }
  }

  private ScriptedReply ask(String tool, String arguments) throws WireException {
    return runtime.answer(PolicyQuery.toolCall("demo", tool, ImmutableBytes.ofText(arguments)));
  }

  private static PolicyResponse response(ScriptedReply reply) {
    return ((ScriptedReply.Answer) reply.steps().get(0)).response();
  }

  private static ApprovalNotice approval(ScriptedReply reply) {
    return (ApprovalNotice) ((ScriptedReply.Stray) reply.steps().get(1)).message();
  }

  @Test
  void decidesByTheDocument() throws WireException {
    assertThat(response(ask("read_file", "{}")).decision()).isEqualTo(Decision.ALLOW);
    assertThat(response(ask("delete_file", "{}")).decision()).isEqualTo(Decision.DENY);
    assertThat(response(ask("send_refund", "{\"amount\": 80}")).decision())
        .isEqualTo(Decision.ALLOW);
  }

  @Test
  void deniesWhatItWouldChangeAndTellsTheChange() throws WireException {
    PolicyResponse response =
        response(ask("send_email", "{\"body\": \"Charge 4111 1111 1111 1111\"}"));
    assertThat(response.decision()).isEqualTo(Decision.DENY);
    assertThat(response.redact()).extracting(RedactRule::fieldPath).containsExactly("/body");
  }

  @Test
  void deniesWhatItCannotRead() throws WireException {
    assertThat(response(ask("send_refund", "{")).decision()).isEqualTo(Decision.DENY);
    PolicyQuery nothing =
        new PolicyQuery(
            AgentId.of("demo"),
            "",
            "",
            "",
            WireActionType.TOOL_CALL,
            new ActionContext.Missing(),
            AgentId.NONE);
    assertThat(response(runtime.answer(nothing)).decision()).isEqualTo(Decision.DENY);
  }

  @Test
  void letsItsReviewerDecideOnceEach() throws WireException {
    runtime.review("approve");
    runtime.review("reject");
    ScriptedReply first = ask("send_refund", "{\"amount\": 250}");
    assertThat(response(first).decision()).isEqualTo(Decision.PENDING);
    assertThat(approval(first).approvalId()).isEqualTo(response(first).approvalId());
    assertThat(approval(first).approved()).isTrue();
    assertThat(approval(ask("send_refund", "{\"amount\": 250}")).approved()).isFalse();
    assertThat(approval(ask("send_refund", "{\"amount\": 250}")).approved()).isFalse();
  }
}
