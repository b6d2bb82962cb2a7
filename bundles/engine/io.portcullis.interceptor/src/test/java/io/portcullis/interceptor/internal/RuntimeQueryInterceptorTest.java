// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.decision.internal.StrictDecisionMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict of a query for each behaviour of runtime and transport. */
class RuntimeQueryInterceptorTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final ToolCall CALL =
      ToolCall.of("read_file", "{}")
          .stamped("call-1", AgentIdentity.UNKNOWN, NOW.plus(Duration.ofHours(1)));

  private final SwitchableMode mode = new SwitchableMode(EnforcementMode.ENFORCE);
  private DecisionMapper mapper = new StrictDecisionMapper();
  private Duration timeout = Duration.ofHours(1);
  private CallReporter gateway;
  private Function<ToolCall, CompletionStage<RuntimeDecision>> transport;

  private RuntimeQueryInterceptor interceptor() {
    return new RuntimeQueryInterceptor(
        call -> transport.apply(call),
        mapper,
        () -> mode,
        timeout,
        InstantSource.fixed(NOW),
        () -> gateway);
  }

  private static RuntimeDecision decision(String word) {
    return RuntimeDecision.of(CALL, word, "own words", "r-1");
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("it did not end well", e);
    }
  }

  private Verdict check() {
    return await(interceptor().check(CALL));
  }

  /** In which way an answer arrives makes no difference. */
  enum Way {
    AT_ONCE {
      @Override
      CompletionStage<RuntimeDecision> answer(RuntimeDecision decision) {
        return CompletableFuture.completedFuture(decision);
      }
    },
    MINIMAL {
      @Override
      CompletionStage<RuntimeDecision> answer(RuntimeDecision decision) {
        return CompletableFuture.completedStage(decision);
      }
    },
    LATER {
      @Override
      CompletionStage<RuntimeDecision> answer(RuntimeDecision decision) {
        return CompletableFuture.supplyAsync(() -> decision);
      }
    },
    DEPENDENT {
      @Override
      CompletionStage<RuntimeDecision> answer(RuntimeDecision decision) {
        return CompletableFuture.supplyAsync(() -> decision).minimalCompletionStage();
      }
    };

    abstract CompletionStage<RuntimeDecision> answer(RuntimeDecision decision);
  }

  static Stream<Arguments> waysAndModes() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(EnforcementMode.values()).map(each -> Arguments.of(way, each)));
  }

  @Test
  void denialForWantOfAnAnswerSaysThatTheRuntimeIsUnreachable() {
    transport = call -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
    assertThat(((Verdict.Deny) check()).cause()).isEqualTo(DenialCause.AUTHORITY_UNREACHABLE);
    RuntimeQueryInterceptor gone = interceptor();
    gone.leave();
    assertThat(((Verdict.Deny) await(gone.check(CALL))).cause())
        .isEqualTo(DenialCause.AUTHORITY_UNREACHABLE);
  }

  @Nested
  class RuntimeDecides {
    static Stream<Arguments> waysAndModes() {
      return RuntimeQueryInterceptorTest.waysAndModes();
    }

    @ParameterizedTest
    @MethodSource("waysAndModes")
    void denialHoldsInEveryMode(Way way, EnforcementMode each) {
      mode.mode = each;
      transport = call -> way.answer(decision("deny"));
      assertThat(check()).isEqualTo(new Verdict.Deny(Verdict.Basis.AUTHORITY, "own words", "r-1"));
    }

    @ParameterizedTest
    @MethodSource("waysAndModes")
    void allowIsAuthoritative(Way way, EnforcementMode each) {
      mode.mode = each;
      transport = call -> way.answer(decision("allow"));
      assertThat(check().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
      assertThat(check().kind()).isEqualTo(Verdict.Kind.ALLOW);
    }

    @ParameterizedTest
    @MethodSource("waysAndModes")
    void pendingStaysPending(Way way, EnforcementMode each) {
      mode.mode = each;
      transport = call -> way.answer(decision("pending"));
      assertThat(check().kind()).isEqualTo(Verdict.Kind.PENDING);
    }

    @ParameterizedTest
    @MethodSource("waysAndModes")
    void answerToAnotherCallDeniesInEveryMode(Way way, EnforcementMode each) {
      mode.mode = each;
      transport =
          call -> way.answer(new RuntimeDecision("call-2", "allow", "", "", List.of(), "", null));
      assertThat(check().kind()).isEqualTo(Verdict.Kind.DENY);
    }
  }

  static Stream<Arguments> faults() {
    Map<String, Function<ToolCall, CompletionStage<RuntimeDecision>>> faults =
        Map.ofEntries(
            Map.entry("throws", fault(() -> sneaky(new IllegalStateException()))),
            Map.entry("throws a linkage error", fault(() -> sneaky(new NoClassDefFoundError()))),
            Map.entry("no stage", fault(() -> null)),
            Map.entry("no decision", fault(() -> CompletableFuture.completedFuture(null))),
            Map.entry("no decision, later", fault(() -> CompletableFuture.supplyAsync(() -> null))),
            Map.entry("minimal, no decision", fault(() -> CompletableFuture.completedStage(null))),
            Map.entry(
                "fails", fault(() -> CompletableFuture.failedFuture(new IllegalStateException()))),
            Map.entry(
                "fails with a linkage error",
                fault(() -> CompletableFuture.failedFuture(new NoClassDefFoundError()))),
            Map.entry(
                "fails wrapped",
                fault(
                    () ->
                        CompletableFuture.failedFuture(
                            new CompletionException(new IllegalStateException())))),
            Map.entry(
                "fails minimal",
                fault(() -> CompletableFuture.failedStage(new IllegalStateException()))),
            Map.entry(
                "timed out by itself",
                fault(() -> CompletableFuture.failedFuture(new TimeoutException()))),
            Map.entry(
                "cancelled",
                fault(
                    () -> {
                      CompletableFuture<RuntimeDecision> cancelled = new CompletableFuture<>();
                      cancelled.cancel(false);
                      return cancelled;
                    })),
            Map.entry("deaf", fault(DeafStage::of)),
            Map.entry(
                "word", fault(() -> CompletableFuture.completedFuture(decision("channel_closed")))),
            Map.entry(
                "noise", fault(() -> CompletableFuture.supplyAsync(() -> decision("allowed")))));
    return faults.entrySet().stream()
        .flatMap(
            fault ->
                Stream.of(EnforcementMode.values())
                    .map(each -> Arguments.of(fault.getKey(), fault.getValue(), each)));
  }

  private static Function<ToolCall, CompletionStage<RuntimeDecision>> fault(
      java.util.function.Supplier<CompletionStage<RuntimeDecision>> answer) {
    return call -> answer.get();
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("faults")
  void faultIsLeftToTheMode(
      String name,
      Function<ToolCall, CompletionStage<RuntimeDecision>> fault,
      EnforcementMode each) {
    mode.mode = each;
    transport = fault;
    RuntimeQueryInterceptor interceptor = interceptor();
    Verdict verdict = await(interceptor.check(CALL));
    assertThat(verdict.kind()).isEqualTo(each.lenient() ? Verdict.Kind.ALLOW : Verdict.Kind.DENY);
    assertThat(verdict.basis())
        .isEqualTo(each.lenient() ? Verdict.Basis.LENIENT_MODE : Verdict.Basis.FAULT);
    assertThat(verdict.reason()).isNotBlank();
    assertThat(waiting(interceptor)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void interruptedQueryDeniesInEveryMode(EnforcementMode each) {
    mode.mode = each;
    for (Throwable failure :
        List.of(new InterruptedException(), new CompletionException(new InterruptedException()))) {
      transport = call -> CompletableFuture.failedFuture(failure);
      assertThat(check().kind()).isEqualTo(Verdict.Kind.DENY);
    }
  }

  @Nested
  class RuntimeIsSilent {
    @Test
    void silentRuntimeIsCancelledWhenTheCallerCancels() {
      CompletableFuture<RuntimeDecision> never = new CompletableFuture<>();
      transport = call -> never;
      CompletableFuture<Verdict> asked = interceptor().check(CALL).toCompletableFuture();
      CompletableFuture<Thread> learnt = new CompletableFuture<>();
      never.whenComplete((decision, failure) -> learnt.complete(Thread.currentThread()));
      asked.cancel(false);
      assertThat(await(learnt)).as("not held up by it").isNotSameAs(Thread.currentThread());
      assertThat(never).as("the transport learns of it").isCancelled();
      assertThat(asked).isCancelled();
    }

    @Test
    void callerMayCancelThoughTheTransportCannotLearnOfIt() {
      CompletableFuture<RuntimeDecision> late = new CompletableFuture<>();
      transport = call -> late.minimalCompletionStage();
      CompletableFuture<Verdict> asked = interceptor().check(CALL).toCompletableFuture();
      asked.cancel(false);
      late.complete(decision("allow"));
      assertThat(asked).isCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void silentRuntimeIsAFaultAfterTheTimeout(EnforcementMode each) {
      mode.mode = each;
      timeout = Duration.ofMillis(1);
      CompletableFuture<RuntimeDecision> never = new CompletableFuture<>();
      transport = call -> never;
      RuntimeQueryInterceptor interceptor = interceptor();
      Verdict verdict = await(interceptor.check(CALL));
      assertThat(verdict.kind()).isEqualTo(each.lenient() ? Verdict.Kind.ALLOW : Verdict.Kind.DENY);
      assertThat(verdict.reason()).contains("in time");
      assertThat(never).as("the transport learns of it").isCancelled();
      assertThat(waiting(interceptor)).isZero();
    }

    @Test
    void silentRuntimeIsAFaultAfterTheDeadlineOfTheCall() {
      transport = call -> new CompletableFuture<>();
      for (Instant passed : List.of(NOW, NOW.minusSeconds(1), Instant.MIN)) {
        ToolCall late = CALL.stamped("call-1", AgentIdentity.UNKNOWN, passed);
        assertThat(await(interceptor().check(late)).kind()).isEqualTo(Verdict.Kind.DENY);
      }
    }

    @Test
    void stageThatCannotBeCancelledTimesOut() {
      timeout = Duration.ofMillis(1);
      transport = call -> new CompletableFuture<RuntimeDecision>().minimalCompletionStage();
      mode.mode = EnforcementMode.OBSERVE;
      assertThat(check().basis()).isEqualTo(Verdict.Basis.LENIENT_MODE);
    }

    @Test
    void timeoutBeyondTheRangeOfNanosecondsIsOnlyLong() {
      timeout = Duration.ofMillis(Long.MAX_VALUE);
      CompletableFuture<RuntimeDecision> answer = new CompletableFuture<>();
      transport = call -> answer;
      for (ToolCall call :
          List.of(
              CALL.stamped("call-1", AgentIdentity.UNKNOWN, Instant.MAX), ToolCall.of("t", "{}"))) {
        CompletionStage<Verdict> verdict = interceptor().check(call);
        assertThat(verdict.toCompletableFuture()).isNotDone();
      }
      CompletionStage<Verdict> verdict = interceptor().check(CALL);
      answer.complete(decision("allow"));
      assertThat(await(verdict).kind()).isEqualTo(Verdict.Kind.ALLOW);
    }

    @Test
    void lateAnswerIsIgnored() {
      timeout = Duration.ofMillis(1);
      CompletableFuture<RuntimeDecision> answer = new CompletableFuture<>();
      transport = call -> answer.minimalCompletionStage();
      CompletionStage<Verdict> verdict = interceptor().check(CALL);
      assertThat(await(verdict).kind()).isEqualTo(Verdict.Kind.DENY);
      answer.complete(decision("allow"));
      assertThat(await(verdict).kind()).isEqualTo(Verdict.Kind.DENY);
    }

    @Test
    void continuationThatBlocksAfterATimeoutDelaysNoOther() throws Exception {
      timeout = Duration.ofMillis(100);
      transport = call -> new CompletableFuture<>();
      CountDownLatch blocking = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      interceptor()
          .check(CALL)
          .thenAccept(
              verdict -> {
                blocking.countDown();
                awaitLatch(release);
              });
      awaitLatch(blocking);
      assertThat(check().kind()).isEqualTo(Verdict.Kind.DENY);
      release.countDown();
    }
  }

  @Nested
  class RuntimeLeaves {
    @Test
    void callContinuesInAnotherThreadWhenTheRuntimeLeaves() {
      transport = call -> new CompletableFuture<>();
      RuntimeQueryInterceptor interceptor = interceptor();
      CompletionStage<Thread> goesOn =
          interceptor.check(CALL).thenApply(verdict -> Thread.currentThread());
      interceptor.leave(); // as the thread does that stops a bundle, which must not run tools
      assertThat(await(goesOn)).isNotSameAs(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource
    void waitingCallsEndAtOnceWhenTheRuntimeLeaves(EnforcementMode each) {
      mode.mode = each;
      List<CompletableFuture<RuntimeDecision>> answers = new ArrayList<>();
      transport =
          call -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
          };
      RuntimeQueryInterceptor interceptor = interceptor();
      List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        verdicts.add(interceptor.check(CALL).toCompletableFuture());
      }
      assertThat(waiting(interceptor)).isEqualTo(100);
      interceptor.leave();
      for (CompletableFuture<Verdict> verdict : verdicts) {
        assertThat(await(verdict).basis())
            .isEqualTo(each.lenient() ? Verdict.Basis.LENIENT_MODE : Verdict.Basis.FAULT);
      }
      assertThat(waiting(interceptor)).isZero();
      answers.forEach(answer -> answer.complete(decision("allow")));
      verdicts.forEach(
          verdict -> assertThat(verdict.join().basis()).isNotEqualTo(Verdict.Basis.AUTHORITY));
    }

    @Test
    void departedRuntimeIsNoAuthority() {
      transport = call -> CompletableFuture.completedFuture(decision("allow"));
      RuntimeQueryInterceptor interceptor = interceptor();
      assertThat(interceptor.authoritative()).isTrue();
      interceptor.leave();
      assertThat(interceptor.authoritative()).isFalse();
      interceptor.leave();
      assertThat(interceptor.authoritative()).isFalse();
    }

    @Test
    void departedRuntimeIsNotQueried() {
      int[] queries = new int[1];
      transport =
          call -> {
            queries[0]++;
            return CompletableFuture.completedFuture(decision("allow"));
          };
      RuntimeQueryInterceptor interceptor = interceptor();
      interceptor.leave();
      assertThat(await(interceptor.check(CALL)).kind()).isEqualTo(Verdict.Kind.DENY);
      assertThat(queries[0]).isZero();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void allowDoesNotCountIfTheRuntimeLeavesDuringTheQuery(Way way) {
      RuntimeQueryInterceptor[] self = new RuntimeQueryInterceptor[1];
      transport =
          call -> {
            self[0].leave();
            return way.answer(decision("allow"));
          };
      self[0] = interceptor();
      assertThat(await(self[0].check(CALL)).kind()).isEqualTo(Verdict.Kind.DENY);
      assertThat(waiting(self[0])).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void denialThatArrivedBeforeTheDepartureHolds(EnforcementMode each) {
      mode.mode = each;
      RuntimeQueryInterceptor[] self = new RuntimeQueryInterceptor[1];
      transport =
          call -> {
            self[0].leave();
            return CompletableFuture.completedFuture(decision("deny"));
          };
      self[0] = interceptor();
      assertThat(await(self[0].check(CALL)).basis()).isEqualTo(Verdict.Basis.AUTHORITY);
    }

    @Test
    void modePolicyThatThrowsAtTheDepartureLeavesNoCallWaiting() {
      transport = call -> new CompletableFuture<>();
      RuntimeQueryInterceptor interceptor = interceptor();
      CompletionStage<Verdict> one = interceptor.check(CALL);
      CompletionStage<Verdict> other = interceptor.check(CALL);
      mode.broken = new IllegalStateException("on purpose");
      interceptor.leave();
      assertThat(await(one).kind()).isEqualTo(Verdict.Kind.DENY);
      assertThat(await(other).kind()).isEqualTo(Verdict.Kind.DENY);
    }

    /** From many threads at once: every call ends, and no allow is given after the departure. */
    @Test
    void everyCallEndsWhenTheRuntimeLeavesInTheMiddleOfMany() throws Exception {
      for (int round = 0; round < 300; round++) {
        transport = call -> CompletableFuture.supplyAsync(() -> decision("allow"));
        RuntimeQueryInterceptor interceptor = interceptor();
        CyclicBarrier start = new CyclicBarrier(3);
        List<CompletableFuture<Verdict>> verdicts =
            java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          callers.add(
              new Thread(
                  () -> {
                    awaitBarrier(start);
                    for (int n = 0; n < 10; n++) {
                      verdicts.add(interceptor.check(CALL).toCompletableFuture());
                    }
                  }));
        }
        callers.forEach(Thread::start);
        awaitBarrier(start);
        interceptor.leave();
        assertThat(await(interceptor.check(CALL)).kind()).isEqualTo(Verdict.Kind.DENY);
        for (Thread caller : callers) {
          caller.join();
        }
        assertThat(verdicts).hasSize(20);
        verdicts.forEach(verdict -> await(verdict));
        assertThat(waiting(interceptor)).isZero();
      }
    }
  }

  /** What the mapper throws in another thread would be lost, and the call would wait for it. */
  @Test
  void mapperThatThrowsLeavesNoCallWaiting() {
    mapper =
        new DecisionMapper() {
          @Override
          public Verdict map(ToolCall call, RuntimeDecision decision, ModePolicy policy) {
            throw new NoClassDefFoundError("on purpose");
          }

          @Override
          public Verdict mapApproval(
              ToolCall call,
              Verdict.Pending pending,
              ApprovalDecision decision,
              ModePolicy policy) {
            throw new NoClassDefFoundError("on purpose");
          }
        };
    CompletableFuture<RuntimeDecision> answer = new CompletableFuture<>();
    transport = call -> answer;
    CompletionStage<Verdict> verdict = interceptor().check(CALL);
    answer.complete(decision("allow"));
    assertThat(await(verdict).kind()).isEqualTo(Verdict.Kind.DENY);
    assertThat(check().kind()).as("an answer that is there at once").isEqualTo(Verdict.Kind.DENY);
  }

  @Nested
  class EverythingElse {
    @Test
    void interceptorIsRefusedWithoutAReporter() {
      RuntimeQueryInterceptor interceptor = interceptor();
      Verdict.Pending pending = new Verdict.Pending("p", "", "", null);
      assertThat(await(interceptor.awaitApproval(CALL, pending)).outcome())
          .isEqualTo(ApprovalDecision.Outcome.UNAVAILABLE);
      assertThat(interceptor.append(someRecord()).toCompletableFuture()).isCompletedExceptionally();
      interceptor.report(someEvent());
    }

    @Test
    void outcomeReachesTheReporterEvenAfterTheRuntimeHasLeft() {
      List<Object> taken = new ArrayList<>();
      gateway =
          new CallReporter() {
            @Override
            public CompletionStage<ApprovalDecision> awaitApproval(
                ToolCall call, Verdict.Pending pending) {
              taken.add(pending);
              return CompletableFuture.completedFuture(ApprovalDecision.unavailable("test"));
            }

            @Override
            public CompletionStage<Void> append(CallRecord callRecord) {
              taken.add(callRecord);
              return CompletableFuture.completedFuture(null);
            }

            @Override
            public void report(GovernanceEvent event) {
              taken.add(event);
            }
          };
      Verdict.Pending pending = new Verdict.Pending("p", "", "", null);
      RuntimeQueryInterceptor left = interceptor();
      left.leave();
      for (DelegatingInterceptor each :
          List.of(left, new PassThroughInterceptor(() -> mode, () -> gateway))) {
        taken.clear();
        await(each.awaitApproval(CALL, pending));
        await(each.append(someRecord()));
        each.report(someEvent());
        assertThat(taken).containsExactly(pending, someRecord(), someEvent());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void passThroughLeavesEveryCallToTheModeOfThatMoment(EnforcementMode each) {
    PassThroughInterceptor passThrough = new PassThroughInterceptor(() -> mode, () -> null);
    for (EnforcementMode now : List.of(each, EnforcementMode.ENFORCE, each)) {
      mode.mode = now;
      assertThat(await(passThrough.check(CALL)).basis())
          .isEqualTo(now.lenient() ? Verdict.Basis.LENIENT_MODE : Verdict.Basis.FAULT);
    }
    assertThat(passThrough.authoritative()).isFalse();
  }

  private static CallRecord someRecord() {
    return new CallRecord(
        CallRecord.Phase.DECIDED,
        CALL,
        NOW,
        EnforcementMode.ENFORCE,
        "",
        "",
        Verdict.Deny.fault("x"),
        "",
        null,
        0,
        List.of());
  }

  private static GovernanceEvent someEvent() {
    return new GovernanceEvent("test", NOW, AgentIdentity.UNKNOWN, Map.of());
  }

  private static int waiting(RuntimeQueryInterceptor interceptor) {
    try {
      java.lang.reflect.Field field = RuntimeQueryInterceptor.class.getDeclaredField("waiting");
      field.setAccessible(true);
      return ((java.util.Set<?>) field.get(interceptor)).size();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitBarrier(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T, E extends Throwable> T sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
