// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.policy.model.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PortcullisTest {
  private static final RuntimeTransport ALLOWING =
      call ->
          CompletableFuture.completedFuture(
              RuntimeDecision.of(call, RuntimeDecision.ALLOW, "ok", "rule"));

  @TempDir private Path folder;
  private final AtomicInteger ran = new AtomicInteger();

  private Path policy(String text) throws IOException {
    String data = text.contains("data:") ? "" : "\ndata: {credential_action: alert_only}";
    return Files.writeString(folder.resolve("policy.yaml"), text + data);
  }

  private ToolOutcome<String> run(Portcullis engine, String tool) {
    return run(engine, ToolCall.of(tool, "{\"a\":\"b\"}"));
  }

  private ToolOutcome<String> run(Portcullis engine, ToolCall call) {
    return engine
        .gate()
        .run(
            call,
            arguments -> {
              ran.incrementAndGet();
              return arguments;
            });
  }

  private void assertDenied(Portcullis engine, String reason) {
    int before = ran.get();
    assertThat(run(engine, "tool"))
        .isInstanceOfSatisfying(
            ToolOutcome.Denied.class,
            denied -> assertThat(denied.verdict().reason()).contains(reason));
    assertThat(ran).hasValue(before);
  }

  private void assertRuns(Portcullis engine) {
    int before = ran.get();
    assertThat(run(engine, "tool").kind()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(ran).hasValue(before + 1);
  }

  @Nested
  class WithNothingGiven {
    @Test
    void builderWithoutSettingsEnforcesAndDeniesEverything() throws PolicyException {
      try (Portcullis engine = Portcullis.builder().build()) {
        assertThat(engine.mode()).isEqualTo(EnforcementMode.ENFORCE);
        assertDenied(engine, "no runtime is available");
      }
    }

    @Test
    void engineWithoutAnAuthorityReportsThatNothingCanAllow() throws PolicyException {
      try (Portcullis engine = Portcullis.builder().build()) {
        assertThat(engine.health())
            .filteredOn(health -> health.level() == Health.Level.CRITICAL)
            .extracting(Health::part)
            .containsExactly("gate");
      }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENFORCE")
    void engineWithoutAnAuthorityAllowsOnlyInALenientMode(EnforcementMode mode)
        throws PolicyException {
      try (Portcullis engine = Portcullis.builder().mode(mode).build()) {
        assertRuns(engine);
        engine.mode(EnforcementMode.ENFORCE);
        assertDenied(engine, "no runtime is available");
      }
    }

    @Test
    void engineWithoutPoliciesCannotReload() throws PolicyException {
      try (Portcullis engine = Portcullis.builder().build()) {
        assertThatThrownBy(engine::reload).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Nested
  class WithPolicies {
    @Test
    void policiesDecideCalls() throws Exception {
      Path file = policy("tools: {tool: {allow: true}, \"*\": {allow: false}}");
      try (Portcullis engine = Portcullis.builder().policies(file).build()) {
        assertRuns(engine);
        assertThat(run(engine, "other").kind()).isEqualTo(ToolOutcome.Kind.DENIED);
        assertThat(ran).hasValue(1);
        assertThat(engine.health()).extracting(Health::level).containsOnly(Health.Level.OK);
      }
    }

    @Test
    void policiesInAFolderAreACascade() throws Exception {
      Files.writeString(
          folder.resolve("a.yaml"), "tools: {tool: {allow: true}, '*': {allow: false}}");
      Files.writeString(folder.resolve("b.yaml"), "scope: team:red\ntools: {tool: {allow: false}}");
      try (Portcullis engine = Portcullis.builder().policies(folder).build()) {
        assertRuns(engine);
        ToolCall red =
            ToolCall.builder("tool").agent(new AgentIdentity("", "red", "someone")).build();
        assertThat(run(engine, red).kind()).isEqualTo(ToolOutcome.Kind.DENIED);
      }
    }

    @Test
    void policiesThatAllowBySilenceAreRefused() throws Exception {
      Path file = policy("tools: {echo: {allow: true}}");
      assertThatThrownBy(() -> Portcullis.builder().policies(file).build())
          .isInstanceOf(PolicyException.class)
          .hasMessageContaining("policy.yaml:1:8: no entry \"*\"");
      try (Portcullis engine =
          Portcullis.builder().policies(file).selfTest(PolicySelfTest.NONE).build()) {
        assertRuns(engine);
        assertThat(engine.health())
            .filteredOn(part -> part.part().equals("policy"))
            .extracting(Health::level)
            .containsExactly(Health.Level.WARN);
      }
    }

    @Test
    void policiesStayInForceWhenNewOnesFailTheSelfTest() throws Exception {
      Path file = policy("tools: {tool: {allow: false}, '*': {allow: false}}");
      try (Portcullis engine = Portcullis.builder().policies(file).build()) {
        policy("tools: {echo: {allow: true}}");
        assertThatThrownBy(engine::reload).isInstanceOf(PolicyException.class);
        assertDenied(engine, "tool denied by policy");
        assertThat(engine.health())
            .filteredOn(part -> part.part().equals("policy"))
            .extracting(Health::level)
            .containsExactly(Health.Level.CRITICAL);
      }
    }

    @Test
    void brokenPoliciesRefuseTheBuild() throws IOException {
      Path file = policy("tools:\n  tool: {alow: true}\n");
      assertThatThrownBy(() -> Portcullis.builder().policies(file).build())
          .isInstanceOfSatisfying(
              PolicyException.class,
              e -> {
                assertThat(e.problems()).hasSize(1);
                assertThat(e.problems().get(0).line()).isEqualTo(2);
              });
    }

    @Test
    void missingPoliciesRefuseTheBuild() {
      assertThatThrownBy(() -> Portcullis.builder().policies(folder.resolve("none")).build())
          .isInstanceOf(PolicyException.class);
    }

    @Test
    void policiesExcludeATransport() throws IOException {
      Path file = policy("tools: {tool: {allow: true}, '*': {allow: false}}");
      assertThatThrownBy(() -> Portcullis.builder().policies(file).transport(ALLOWING).build())
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void policiesAreReadAgainOnReload() throws Exception {
      Path file = policy("tools: {tool: {allow: false}, '*': {allow: false}}");
      try (Portcullis engine = Portcullis.builder().policies(file).build()) {
        assertDenied(engine, "tool denied by policy");
        policy("tools: {tool: {allow: true}, '*': {allow: false}}");
        assertDenied(engine, "tool denied by policy");
        engine.reload();
        assertRuns(engine);
      }
    }

    @Test
    void policiesStayInForceWhenNewOnesAreBroken() throws Exception {
      Path file = policy("tools: {tool: {allow: true}, '*': {allow: false}}");
      try (Portcullis engine = Portcullis.builder().policies(file).build()) {
        policy("tools: {tool: {allow: maybe}}");
        assertThatThrownBy(engine::reload).isInstanceOf(PolicyException.class);
        assertRuns(engine);
        assertThat(engine.health())
            .filteredOn(health -> health.part().equals("policy"))
            .extracting(Health::level)
            .containsExactly(Health.Level.CRITICAL);
        policy("tools: {tool: {allow: false}, '*': {allow: false}}");
        engine.reload();
        assertDenied(engine, "tool denied by policy");
        assertThat(engine.health()).extracting(Health::level).containsOnly(Health.Level.OK);
      }
    }

    @Test
    void policiesKeepTheirRateLimitsOverAReload() throws Exception {
      AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
      Path file = policy("tools: {tool: {allow: true, limit_per_hour: 1}, '*': {allow: false}}");
      try (Portcullis engine = Portcullis.builder().policies(file).clock(now::get).build()) {
        assertRuns(engine);
        engine.reload();
        assertDenied(engine, "rate limit exceeded");
        now.set(Instant.parse("2026-01-01T01:00:00Z"));
        assertRuns(engine);
      }
    }

    @Test
    void policiesRedactTheArgumentsOfTheTool() throws Exception {
      Path file =
          policy(
              "tools: {tool: {allow: true}, '*': {allow: false}}\n"
                  + "data: {sensitive_patterns: ['secret[0-9]+']}");
      try (Portcullis engine = Portcullis.builder().policies(file).build()) {
        assertThat(run(engine, ToolCall.of("tool", "{\"a\":\"my secret1\"}")))
            .isEqualTo(new ToolOutcome.Completed<>("{\"a\":\"my [REDACTED]\"}"));
      }
    }
  }

  @Nested
  class WithATransport {
    @Test
    void engineAsksItsTransport() throws PolicyException {
      try (Portcullis engine = Portcullis.builder().transport(ALLOWING).build()) {
        assertRuns(engine);
      }
    }

    @Test
    void deniesWhenTheTransportFails() throws PolicyException {
      RuntimeTransport failing = call -> CompletableFuture.failedFuture(new IOException("gone"));
      try (Portcullis engine = Portcullis.builder().transport(failing).build()) {
        assertDenied(engine, "query_failed");
        engine.mode(EnforcementMode.OBSERVE);
        assertRuns(engine);
      }
    }

    @Test
    void deniesWhenTheTransportDoesNotAnswerInTime() throws PolicyException {
      RuntimeTransport silent = call -> new CompletableFuture<>();
      try (Portcullis engine =
          Portcullis.builder()
              .transport(silent)
              .timeLimits(Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofSeconds(5))
              .build()) {
        assertDenied(engine, "did not answer in time");
      }
    }

    @ParameterizedTest
    @EnumSource
    void deniesCallsUnderWayWhenTheEngineIsClosed(EnforcementMode mode) throws Exception {
      CompletableFuture<ToolCall> asked = new CompletableFuture<>();
      RuntimeTransport slow =
          call -> {
            asked.complete(call);
            return new CompletableFuture<>();
          };
      Portcullis engine = Portcullis.builder().transport(slow).mode(mode).build();
      CompletionStage<ToolOutcome<String>> outcome =
          engine
              .gate()
              .runAsync(
                  ToolCall.of("tool", "{}"),
                  arguments -> {
                    ran.incrementAndGet();
                    return CompletableFuture.completedFuture(arguments);
                  });
      asked.get(10, TimeUnit.SECONDS);
      engine.close();
      assertThat(outcome.toCompletableFuture().get(10, TimeUnit.SECONDS).kind())
          .isEqualTo(ToolOutcome.Kind.DENIED);
      assertThat(ran).hasValue(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedEngineDeniesEverything(EnforcementMode mode) throws PolicyException {
    Portcullis engine = Portcullis.builder().transport(ALLOWING).mode(mode).build();
    assertRuns(engine);
    engine.close();
    engine.close();
    assertDenied(engine, "");
    assertThat(engine.health()).extracting(Health::detail).contains("the engine is closed");
  }

  @Nested
  class PartsFromOutside {
    private static final RuntimeTransport ASKING =
        call ->
            CompletableFuture.completedFuture(
                RuntimeDecision.of(call, RuntimeDecision.PENDING, "look at it", ""));

    @Test
    void approvalChannelApprovesOrDeniesPendingCalls() throws PolicyException {
      List<ToolCall> shown = new ArrayList<>();
      AtomicReference<ApprovalDecision.Outcome> said =
          new AtomicReference<>(ApprovalDecision.Outcome.APPROVED);
      try (Portcullis engine =
          Portcullis.builder()
              .transport(ASKING)
              .approvals(
                  (call, pending) -> {
                    shown.add(call);
                    return CompletableFuture.completedFuture(
                        new ApprovalDecision(
                            said.get(), call.tool(), call.argumentsDigest(), "reviewer", ""));
                  })
              .build()) {
        assertRuns(engine);
        said.set(ApprovalDecision.Outcome.REJECTED);
        assertDenied(engine, "rejected");
        assertThat(shown).hasSize(2);
      }
    }

    @Test
    void pendingCallIsDeniedWithoutAnApprovalChannel() throws PolicyException {
      try (Portcullis engine = Portcullis.builder().transport(ASKING).build()) {
        assertDenied(engine, "no approval channel");
      }
    }

    @Test
    void toolDoesNotRunWhenRequiredEvidenceCannotBeKept() throws PolicyException {
      try (Portcullis engine =
          Portcullis.builder()
              .transport(ALLOWING)
              .journal(callRecord -> CompletableFuture.failedFuture(new IOException("full")), true)
              .build()) {
        assertDenied(engine, "journal");
      }
    }

    @Test
    void journalKeepsRecordsWithoutRequiredEvidence() throws PolicyException {
      List<CallRecord> kept = new ArrayList<>();
      try (Portcullis engine =
          Portcullis.builder()
              .transport(ALLOWING)
              .journal(
                  callRecord -> {
                    kept.add(callRecord);
                    return CompletableFuture.failedFuture(new IOException("full"));
                  },
                  false)
              .build()) {
        assertRuns(engine);
      }
      assertThat(kept)
          .extracting(CallRecord::phase)
          .containsExactly(CallRecord.Phase.DECIDED, CallRecord.Phase.ENDED);
    }

    @Test
    void operatorTerminatesAnOperation() throws PolicyException {
      try (Portcullis engine =
          Portcullis.builder()
              .transport(ALLOWING)
              .control(
                  call -> CompletableFuture.completedFuture(CallClearance.Clearance.TERMINATED))
              .build()) {
        assertDenied(engine, "terminated");
      }
    }

    @Test
    void listenersReceiveDecisions() throws Exception {
      BlockingQueue<CallRecord> told = new LinkedBlockingQueue<>();
      try (Portcullis engine =
          Portcullis.builder()
              .transport(ALLOWING)
              .agent(AgentIdentity.of("billing"))
              .listener(told::add)
              .listener(
                  callRecord -> {
                    throw new IllegalStateException("a listener that fails");
                  })
              .build()) {
        assertRuns(engine);
        CallRecord decided = told.poll(10, TimeUnit.SECONDS);
        assertThat(decided).isNotNull();
        assertThat(decided.phase()).isEqualTo(CallRecord.Phase.DECIDED);
        assertThat(decided.verdict().kind()).isEqualTo(Verdict.Kind.ALLOW);
        assertThat(decided.decidedBy()).isEqualTo("runtime query");
        assertThat(decided.call().agent()).isEqualTo(AgentIdentity.of("billing"));
      }
    }
  }

  @Nested
  class Limits {
    @Test
    void limitsApplyToTheArguments() throws PolicyException {
      try (Portcullis engine =
          Portcullis.builder().transport(ALLOWING).argumentLimits(8, 1).build()) {
        assertDenied(engine, "larger than 8 bytes");
        assertThat(run(engine, ToolCall.of("tool", "[[1]]")).kind())
            .isEqualTo(ToolOutcome.Kind.DENIED);
        assertThat(run(engine, ToolCall.of("tool", "[1]")).kind())
            .isEqualTo(ToolOutcome.Kind.COMPLETED);
      }
    }

    @Test
    void limitsHoldInAnyOrderOfTheirSetters() throws PolicyException {
      try (Portcullis engine =
          Portcullis.builder()
              .argumentLimits(8, 1)
              .timeLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1))
              .agent(AgentIdentity.of("a"))
              .journal(callRecord -> CompletableFuture.completedFuture(null), true)
              .transport(ALLOWING)
              .build()) {
        assertDenied(engine, "larger than 8 bytes");
      }
    }

    @Test
    void limitsMustBePositive() {
      PortcullisBuilder builder = Portcullis.builder();
      Duration second = Duration.ofSeconds(1);
      assertThatThrownBy(() -> builder.argumentLimits(0, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.timeLimits(Duration.ZERO, second, second))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.timeLimits(second, Duration.ZERO, second))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.timeLimits(second, second, second.negated()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
