// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.gate.internal.evaluation.EachModeAndForm;
import io.portcullis.gate.internal.evaluation.Ended;
import io.portcullis.gate.internal.evaluation.Fault;
import io.portcullis.gate.internal.evaluation.Form;
import io.portcullis.gate.internal.evaluation.Mode;
import io.portcullis.gate.internal.evaluation.Rig;
import io.portcullis.gate.internal.evaluation.Scripted;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing runs before the runtime has denied what is known to be forbidden. */
class SelfTestTest {
  private static final ToolCall FORBIDDEN = ToolCall.of("delete_all", "{}");

  private static Rig rig(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.forbidden = FORBIDDEN;
    return rig;
  }

  /** Answers the forbidden call as told, and allows every other. */
  private static Function<ToolCall, CompletionStage<Verdict>> unlessForbidden(
      CompletionStage<Verdict> answer) {
    return call ->
        call.tool().equals(FORBIDDEN.tool())
            ? answer
            : CompletableFuture.completedFuture(Scripted.ALLOW);
  }

  private static CompletionStage<Verdict> now(Verdict verdict) {
    return CompletableFuture.completedFuture(verdict);
  }

  @EachModeAndForm
  void opensOnceTheRuntimeHasDenied(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    Scripted runtime = rig.runtime(unlessForbidden(now(Scripted.DENY)));
    rig.assertRan(rig.call());
    rig.tool.runs().clear();
    rig.assertRan(rig.call());
    assertThat(runtime.asked)
        .extracting(ToolCall::tool)
        .filteredOn("delete_all"::equals)
        .hasSize(mode.lenient() ? 0 : 1);
  }

  static List<Verdict> permissive() {
    return List.of(Scripted.ALLOW, Rig.pending(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @MethodSource("permissive")
  void staysShutIfTheRuntimeDoesNotDeny(Verdict answer) {
    for (Form form : Form.values()) {
      Rig rig = rig(Mode.ENFORCE, form);
      Scripted runtime = rig.runtime(unlessForbidden(now(answer)));
      for (int n = 0; n < 3; n++) {
        Ended ended = rig.call();
        rig.assertNotRun(ended);
        assertThat(ended.reason())
            .isEqualTo(
                "the self-test failed: the runtime did not deny the call of 'delete_all', which is"
                    + " known to be forbidden");
      }
      assertThat(runtime.asked).as("asked once, about nothing else").hasSize(1);
    }
  }

  @EachModeAndForm
  void lenientModeDoesNotTest(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    rig.runtime(unlessForbidden(now(Scripted.ALLOW)));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void testThatCouldNotBeMadeDeniesAndIsMadeAgain(Fault fault) {
    for (Form form : Form.values()) {
      Rig rig = rig(Mode.ENFORCE, form);
      rig.limits = rig.limits.withTimes(Duration.ofMillis(50), Duration.ofMinutes(1));
      Scripted runtime = rig.runtime(call -> fault.stage());
      rig.assertNotRun(rig.call());
      runtime.script = unlessForbidden(now(Scripted.DENY));
      if (fault != Fault.NEVER_COMPLETES) { // whose test may not have ended yet
        rig.assertRan(rig.call());
      }
    }
  }

  @EachModeAndForm
  void denialOfTheEngineProvesNothing(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    rig.runtime(unlessForbidden(now(Verdict.Deny.fault("query_failed"))));
    Ended ended = rig.call();
    rig.assertRanOnlyIf(mode.lenient(), ended);
    if (!mode.lenient()) {
      assertThat(ended.reason()).isEqualTo("the self-test could not be made: query_failed");
    }
  }

  @EachModeAndForm
  void eachRuntimeIsTested(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    rig.runtime(unlessForbidden(now(Scripted.DENY)));
    rig.assertRan(rig.call());
    rig.tool.runs().clear();
    rig.runtime(unlessForbidden(now(Scripted.ALLOW)));
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void runtimeThatComesInFlightIsTestedBeforeItsAllowCounts(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    rig.runtime(
        call -> {
          if (call.tool().equals(FORBIDDEN.tool())) {
            return now(Scripted.DENY);
          }
          rig.runtime(unlessForbidden(now(Scripted.ALLOW))); // replaced while it was asked
          return now(Scripted.ALLOW);
        });
    rig.assertRanOnlyIf(mode.lenient(), rig.call());
  }

  @EachModeAndForm
  void callsWaitForATestThatIsUnderWay(Mode mode, Form form) {
    if (mode.lenient()) {
      return; // nothing is tested there
    }
    Rig rig = rig(mode, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    rig.runtime(
        call -> {
          if (call.tool().equals(FORBIDDEN.tool())) {
            asked.countDown();
            return answer;
          }
          return now(Scripted.ALLOW);
        });
    CompletableFuture<Ended> one = rig.inFlight(Rig.someCall());
    CompletableFuture<Ended> other = rig.inFlight(Rig.someCall());
    Rig.await(CompletableFuture.runAsync(() -> await(asked)));
    assertThat(rig.tool.runs()).isEmpty();
    answer.complete(Scripted.DENY);
    Rig.await(one);
    Rig.await(other);
    assertThat(rig.tool.runs()).hasSize(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
