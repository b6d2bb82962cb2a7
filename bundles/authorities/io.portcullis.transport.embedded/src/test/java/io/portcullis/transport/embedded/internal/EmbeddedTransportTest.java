// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedTransportTest {
  private static final String POLICY =
      """
      tools:
        "*": {allow: false}
        read: {allow: true}
        pay:
          allow: true
          description: moves money
          requires_approval_if: 'args.amount > 10'
      capabilities:
        deny: [terminal_exec]
      network:
        allowlist: [api.example.com]
      data:
        sensitive_patterns: ['secret-[0-9]+']
        credential_action: redact_only
      approval_timeout_secs: 60
      """;

  private final EmbeddedTransport transport = new EmbeddedTransport();

  @BeforeEach
  void load() throws PolicyException {
    transport.decideBy(
        new PolicyEngine(
            new PolicyLoader().parse("test.yaml", POLICY.getBytes(StandardCharsets.UTF_8)),
            new RateLimits(),
            InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"))),
        "sha256:0");
  }

  private RuntimeDecision ask(ToolCall call) {
    ToolCall stamped = call.stamped("id-1", AgentIdentity.of("a"), Instant.MAX);
    return transport.query(stamped).toCompletableFuture().join();
  }

  @Test
  void answersWithTheIdOfTheCall() {
    assertThat(ask(ToolCall.of("read", "{}")).callId()).isEqualTo("id-1");
    assertThat(ask(ToolCall.of("pay", "{\"amount\":11}")).callId()).isEqualTo("id-1");
    assertThat(ask(ToolCall.of("read", "{\"a\":\"secret-1\"}")).callId()).isEqualTo("id-1");
  }

  @Test
  void allowsAndDeniesWithTheReasonsOfThePolicy() {
    assertThat(ask(ToolCall.of("read", "{}")).decision()).isEqualTo(RuntimeDecision.ALLOW);
    RuntimeDecision denial = ask(ToolCall.of("rm", "{}"));
    assertThat(denial.decision()).isEqualTo(RuntimeDecision.DENY);
    assertThat(denial.reason()).isEqualTo("tool denied by policy");
  }

  @Test
  void requiresApprovalWithTimeoutAndDescription() {
    RuntimeDecision pending = ask(ToolCall.of("pay", "{\"amount\":11}"));
    assertThat(pending.decision()).isEqualTo(RuntimeDecision.PENDING);
    assertThat(pending.approvalTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(pending.reason()).contains("moves money");
    assertThat(pending.approvalId()).isEqualTo("id-1");
  }

  @Test
  void requiresARedactionWithItsPath() {
    RuntimeDecision redact = ask(ToolCall.of("read", "{\"a\":[\"x secret-12 y\"]}"));
    assertThat(redact.decision()).isEqualTo(RuntimeDecision.REDACT);
    assertThat(redact.redactions()).containsExactly(new Redaction("/a/0", "x [REDACTED] y"));
  }

  @Test
  void answersByRulesCarryTextForTheAgentAndApprovers() throws PolicyException {
    String rules =
        """
        apiVersion: portcullis/v1
        kind: Policy
        spec:
          rules:
            - {name: no-rm, tools: [rm], effect: deny, message: Ask the desk.}
            - name: pay
              tools: [pay]
              effect: ask
              approvers: [treasurer, board]
              timeout: 15m
              message: A person decides.
              redact: [/iban]
            - {name: by-planner, tools: [read], callers: [planner], effect: allow}
        """;
    transport.decideBy(
        new PolicyEngine(
            new PolicyLoader().parse("rules.yaml", rules.getBytes(StandardCharsets.UTF_8)),
            new RateLimits(),
            InstantSource.system()),
        "sha256:1");

    RuntimeDecision denial = ask(ToolCall.of("rm", "{}"));
    assertThat(denial.decision()).isEqualTo(RuntimeDecision.DENY);
    assertThat(denial.rule()).isEqualTo("no-rm");
    assertThat(denial.reason()).doesNotContain("no-rm", "desk");
    assertThat(denial.message()).isEqualTo("Ask the desk.");
    RuntimeDecision pending = ask(ToolCall.of("pay", "{\"iban\":\"AT61\"}"));
    assertThat(pending.decision()).isEqualTo(RuntimeDecision.PENDING);
    assertThat(pending.approvers()).containsExactly("board", "treasurer");
    assertThat(pending.approvalTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(pending.message()).isEqualTo("A person decides.");
    assertThat(pending.policyDigest()).isEqualTo("sha256:1");
    assertThat(pending.redactions()).containsExactly(new Redaction("/iban", "[REDACTED]"));
    assertThat(ask(ToolCall.of("read", "{}")).decision()).isEqualTo(RuntimeDecision.DENY);
    ToolCall planned = ToolCall.builder("read").caller(AgentIdentity.of("planner")).build();
    assertThat(ask(planned).decision()).isEqualTo(RuntimeDecision.ALLOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROCESS_EXEC   | {\"command\":\"ls\"}                             | deny",
        "NETWORK_CALL   | {\"host\":\"api.example.com\"}                   | allow",
        "NETWORK_CALL   | {\"host\":\"other.example.com\"}                 | deny",
        "FILE_OPERATION | {\"operation\":\"read\",\"path\":\"/tmp/a\"}     | allow",
        "FILE_OPERATION | {\"operation\":\"frobnicate\",\"path\":\"/a\"}   | error",
        "FILE_OPERATION | {}                                               | error",
      })
  void mapsEachKindOfAction(ActionType action, String arguments, String word) {
    ToolCall call = ToolCall.builder("x").action(action).arguments(arguments).build();
    assertThat(ask(call).decision()).isEqualTo(word);
  }

  @Test
  void answersUnreadableArgumentsWithAnError() {
    assertThat(ask(ToolCall.of("pay", "{")).decision()).isEqualTo(RuntimeDecision.ERROR);
  }

  @Test
  void answersShutdownWithoutAnEngine() {
    assertThat(ask(ToolCall.of("read", "{}")).policyDigest()).isEqualTo("sha256:0");
    transport.decideNoMore();
    assertThat(ask(ToolCall.of("read", "{}")).decision()).isEqualTo(RuntimeDecision.SHUTDOWN);
  }
}
