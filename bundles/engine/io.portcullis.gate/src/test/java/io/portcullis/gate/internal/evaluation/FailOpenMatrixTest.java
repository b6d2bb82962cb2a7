// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CallClearance.Clearance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fail-open matrix at the gate: whether the tool ran is seen by the tool alone. */
public class FailOpenMatrixTest {

  static Stream<Arguments> faults() {
    return EachModeAndForm.Cases.all()
        .flatMap(
            each ->
                Stream.of(Fault.values())
                    .map(fault -> Arguments.of(each.get()[0], each.get()[1], fault)));
  }

  static Stream<Arguments> modePairs() {
    return EachModeAndForm.Cases.all()
        .flatMap(
            each ->
                Stream.of(Mode.values())
                    .map(after -> Arguments.of(each.get()[0], after, each.get()[1])));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("faults")
  void s1InterceptorGivesNoVerdict(Mode mode, Form form, Fault fault) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> fault.stage());
    rig.assertRanOnlyIf(mode.lenient(), rig.call(rig.impatientCall()));
  }

  @EachModeAndForm
  void s2AndS3SentinelsAndNoiseArriveAsFaultsOfTheMode(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> CompletableFuture.completedFuture(rig.mode.onFault("channel_closed")));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  @EachModeAndForm
  void s3WhatIsNoVerdictAtAllIsAFault(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> (CompletableFuture) CompletableFuture.completedFuture("allow"));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void s4NoInterceptorIsRegistered(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void s4LookingForTheInterceptorThrows(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.look =
        () -> {
          throw new NoClassDefFoundError("on purpose");
        };
    rig.assertNotRun(rig.call()); // nothing can be relied upon, so it is no in every mode
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("faults")
  void s5PendingAndTheApprovalChannelFaults(Mode mode, Form form, Fault fault) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Rig.pending(Duration.ZERO));
    rig.approvals = (call, pending) -> fault.stage();
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void s5PendingAndThereIsNoApprovalChannel(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Rig.pending(null));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void s5PendingAndThereIsNoMapper(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Rig.pending(null));
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    rig.mapper = null;
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("faults")
  void s6AuthoritativeDenialAndTheSinkFails(Mode mode, Form form, Fault fault) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.DENY);
    rig.journal = callRecord -> fault.stage();
    rig.listeners.add(
        callRecord -> {
          throw new IllegalStateException("on purpose");
        });
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("not this one");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("faults")
  void failingSinkDoesNotStandInTheWayOfAnAllow(Mode mode, Form form, Fault fault) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    rig.journal = callRecord -> fault.stage();
    rig.assertRan(rig.call());
  }

  @EachModeAndForm
  void s7AuthoritativeDenial(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.DENY);
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("not this one");
    assertThat(ended.basis()).isEqualTo(Verdict.Basis.AUTHORITY);
  }

  @EachModeAndForm
  void s8AuthoritativeAllow(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    rig.assertRan(rig.call());
    assertThat(rig.tool.runs()).containsExactly(Rig.ARGUMENTS);
  }

  @EachModeAndForm
  void s9TransportLeavesWhileTheCallIsInFlight(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    CompletableFuture<Ended> ended = askedAndHeld(rig, answer, Rig.someCall());
    rig.runtimeLeaves();
    answer.complete(Scripted.ALLOW);
    rig.assertRanOnlyIf(mode.lenient(), Rig.await(ended));
  }

  @EachModeAndForm
  void s10TransportIsBack(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    rig.runtimeLeaves();
    Ended without = rig.call();
    assertThat(rig.tool.runs()).hasSize(mode.lenient() ? 1 : 0);
    assertThat(without.kind().name()).isEqualTo(mode.lenient() ? "COMPLETED" : "DENIED");
    rig.runtime(Scripted.ALLOW);
    rig.call();
    assertThat(rig.tool.runs()).hasSize(mode.lenient() ? 2 : 1);
  }

  @ParameterizedTest(name = "{0} then {1} {2}")
  @MethodSource("modePairs")
  void s11ModeChangesWhileTheCallIsInFlight(Mode before, Mode after, Form form) {
    Rig rig = new Rig(before, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    CompletableFuture<Ended> ended = askedAndHeld(rig, answer, Rig.someCall());
    rig.mode = after.policy();
    answer.complete(rig.mode.onFault("error"));
    rig.assertRanOnlyIf(before.lenient() && after.lenient(), Rig.await(ended));
  }

  @EachModeAndForm
  void s12Terminated(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.control = call -> CompletableFuture.completedFuture(Clearance.TERMINATED);
    rig.assertNotRun(rig.call());
    assertThat(runtime.asked).isEmpty();
  }

  @EachModeAndForm
  void s12PausedUntilTheDeadline(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(Scripted.ALLOW);
    rig.control = call -> new CompletableFuture<>();
    Ended ended = rig.call(rig.impatientCall());
    rig.assertNotRun(ended);
    assertThat(ended.reason()).contains("paused");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("faults")
  void s13JournalFailsAndEvidenceIsRequired(Mode mode, Form form, Fault fault) {
    Rig rig = new Rig(mode, form);
    rig.evidenceRequired();
    rig.runtime(Scripted.ALLOW);
    rig.journal = callRecord -> fault.stage();
    boolean written = fault == Fault.NULL_VALUE || fault == Fault.MINIMAL_NULL; // as Void must be
    rig.assertRanOnlyIf(written || mode.lenient(), rig.call(rig.impatientCall()));
  }

  @EachModeAndForm
  void s13ThereIsNoJournalAndEvidenceIsRequired(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.evidenceRequired();
    rig.runtime(Scripted.ALLOW);
    rig.journal = null;
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  static Stream<Arguments> badArguments() {
    return EachModeAndForm.Cases.all()
        .flatMap(
            each ->
                Stream.of(
                        "",
                        " ",
                        "{",
                        "{}{}",
                        "{\"a\":1,\"a\":2}",
                        "[".repeat(65) + "]".repeat(65),
                        "\"" + "x".repeat(1 << 20) + "\"",
                        "\"\ud800\"")
                    .map(bad -> Arguments.of(each.get()[0], each.get()[1], bad)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badArguments")
  void s14BadArguments(Mode mode, Form form, String bad) {
    Rig rig = new Rig(mode, form);
    Scripted runtime = rig.runtime(Scripted.ALLOW);
    rig.assertNotRun(rig.call(ToolCall.of("read_file", bad)));
    assertThat(runtime.asked).isEmpty();
  }

  @EachModeAndForm
  void s14NamesThatAreTooLong(Mode mode, Form form) {
    for (Consumer<Rig> call :
        Stream.<Consumer<Rig>>of(
                rig -> rig.assertNotRun(rig.call(ToolCall.of("t".repeat(1_025), "{}"))),
                rig ->
                    rig.assertNotRun(
                        rig.call(ToolCall.builder("t").source("s".repeat(1_025)).build())),
                rig -> rig.assertRan(rig.call(ToolCall.of("t".repeat(1_024), "{}"))))
            .toList()) {
      Rig rig = new Rig(mode, form);
      rig.runtime(Scripted.ALLOW);
      call.accept(rig);
    }
  }

  /** A call whose runtime has been asked and has not answered. */
  static CompletableFuture<Ended> askedAndHeld(
      Rig rig, CompletableFuture<Verdict> answer, ToolCall call) {
    CountDownLatch asked = new CountDownLatch(1);
    rig.runtime(
        each -> {
          asked.countDown();
          return answer;
        });
    CompletableFuture<Ended> ended = rig.inFlight(call);
    await(asked);
    return ended;
  }

  public static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
