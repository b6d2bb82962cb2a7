// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.evaluation.RecheckingToolGate;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import io.portcullis.gate.internal.services.ServiceSnapshot.InterceptorSnapshot;
import io.portcullis.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operator control and the shipped gate; the tool itself shows whether it ran. */
class AtTheGateTest {
  private static final OperationScope A = OperationScope.agent("a");
  private static final Verdict ALLOW =
      new Verdict.Allow(Verdict.Basis.AUTHORITY, "allowed", "", List.of());

  @TempDir Path temp;
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private Rig rig;
  private DurableOperatorControl control;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(temp).maxWaits(1);
    control = rig.start();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  /** A runtime that answers with this stage. */
  private RecheckingToolGate gate(EnforcementMode mode, CompletionStage<Verdict> answer) {
    AtomicInteger ids = new AtomicInteger();
    return new RecheckingToolGate(
        new Around(control, new Words(mode), new Runtime(answer, asked)),
        GateLimits.DEFAULT.requiring(false, true),
        new RecordingCallReporter(() -> null, () -> null, List::of),
        InstantSource.system(),
        () -> "attempt " + ids.incrementAndGet());
  }

  private CompletableFuture<ToolOutcome<String>> run(RecheckingToolGate gate) {
    return gate.<String>runAsync(
            Rig.call("a"),
            arguments -> {
              runs.incrementAndGet();
              return CompletableFuture.completedFuture("ran");
            })
        .toCompletableFuture();
  }

  private static CompletionStage<Verdict> allow() {
    return CompletableFuture.completedFuture(ALLOW);
  }

  private void assertNotRun(CompletableFuture<ToolOutcome<String>> outcome) {
    assertThat(Await.await(outcome).kind()).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(runs).hasValue(0);
    assertThat(control.waiting()).isZero();
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void terminatedCallDoesNotRun(EnforcementMode mode) throws Exception {
    Rig.give(control, A, Signal.TERMINATE);
    assertNotRun(run(gate(mode, allow())));
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void pausedCallRunsWhenItIsResumedAndNotBefore(EnforcementMode mode) throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<ToolOutcome<String>> outcome = run(gate(mode, allow()));
    assertThat(runs).hasValue(0);
    Rig.give(control, A, Signal.RESUME);
    assertThat(Await.await(outcome).kind()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(runs).hasValue(1);
    assertThat(control.waiting()).isZero();
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void callThatWaitsForItsVerdictIsNotifiedOfTheTermination(EnforcementMode mode) throws Exception {
    CompletableFuture<Verdict> never = new CompletableFuture<>();
    CompletableFuture<ToolOutcome<String>> outcome = run(gate(mode, never));
    Await.await(asked);
    assertThat(control.waiting()).isEqualTo(1);
    Rig.give(control, A, Signal.TERMINATE);
    assertNotRun(outcome);
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void callThatEndsLeavesNothingInTheOperatorControl(EnforcementMode mode) {
    CompletableFuture<Verdict> late = new CompletableFuture<>();
    CompletableFuture<ToolOutcome<String>> outcome = run(gate(mode, late));
    assertThat(control.waiting()).isEqualTo(1);
    late.complete(ALLOW);
    assertThat(Await.await(outcome).kind()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(control.waiting()).isZero();
  }

  /** A pause holds in every mode, though the switch cannot take the call in. */
  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void pausedCallBeyondTheBoundIsDenied(EnforcementMode mode) throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<?> only = control.clearance(Rig.call("a")).toCompletableFuture();
    CompletableFuture<ToolOutcome<String>> outcome = run(gate(mode, allow()));
    assertThat(Await.await(outcome).kind()).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(runs).hasValue(0);
    assertThat(only).isNotDone();
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void pausedCallIsDeniedWhenTheControlStops(EnforcementMode mode) throws Exception {
    Rig.give(control, A, Signal.PAUSE);
    CompletableFuture<ToolOutcome<String>> outcome = run(gate(mode, allow()));
    assertThat(outcome).isNotDone();
    control.close();
    assertNotRun(outcome);
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void modeDecidesLaterCallsWhenTheControlHasStopped(EnforcementMode mode) {
    control.close();
    ToolOutcome<String> outcome = Await.await(run(gate(mode, allow())));
    assertThat(outcome.kind())
        .isEqualTo(mode.lenient() ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
    assertThat(runs).hasValue(mode.lenient() ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void noToolRunsWhileTheOrdersCannotBeRead(EnforcementMode mode) throws Exception {
    control.close();
    Files.delete(rig.file());
    control = rig.start();
    List<CompletableFuture<ToolOutcome<String>>> outcomes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      outcomes.add(run(gate(mode, allow())));
    }
    outcomes.forEach(this::assertNotRun);
  }

  private record Runtime(CompletionStage<Verdict> answer, CountDownLatch asked)
      implements GovernanceInterceptor {
    @Override
    public CompletionStage<Verdict> check(ToolCall call) {
      asked.countDown();
      return answer;
    }

    @Override
    public boolean authoritative() {
      return true;
    }
  }

  private record Words(EnforcementMode mode) implements ModePolicy {
    @Override
    public Verdict onFault(String reason) {
      return mode.lenient()
          ? new Verdict.Allow(Verdict.Basis.LENIENT_MODE, reason, "", List.of())
          : Verdict.Deny.fault(reason);
    }
  }

  private record Around(CallClearance control, ModePolicy mode, GovernanceInterceptor authority)
      implements GateServices {
    @Override
    public ServiceSnapshot snapshot() {
      return new ServiceSnapshot(
          new InterceptorSnapshot(authority, "fake", ""), authority, mode, null, control);
    }
  }
}
