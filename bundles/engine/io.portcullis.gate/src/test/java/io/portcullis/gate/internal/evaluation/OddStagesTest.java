// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.operations.CallClearance.Clearance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Stages of every make carry what they carry, and keep the gate from nothing. */
class OddStagesTest {

  enum Make {
    MINIMAL {
      @Override
      <T> CompletionStage<T> of(CompletableFuture<T> stage) {
        return stage.minimalCompletionStage();
      }
    },
    BARE {
      @Override
      <T> CompletionStage<T> of(CompletableFuture<T> stage) {
        return OddStages.bare(stage);
      }
    },
    SUBCLASS {
      @Override
      <T> CompletionStage<T> of(CompletableFuture<T> stage) {
        CompletableFuture<T> other = new CompletableFuture<>() {};
        stage.whenComplete((value, failure) -> other.complete(value));
        return other;
      }
    };

    abstract <T> CompletionStage<T> of(CompletableFuture<T> stage);
  }

  static Stream<Arguments> makes() {
    return EachModeAndForm.Cases.all()
        .flatMap(
            each ->
                Stream.of(Make.values())
                    .map(make -> Arguments.of(each.get()[0], each.get()[1], make)));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("makes")
  void denialHoldsInEveryMode(Mode mode, Form form, Make make) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> make.of(CompletableFuture.completedFuture(Scripted.DENY)));
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.reason()).isEqualTo("not this one");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("makes")
  void allowRuns(Mode mode, Form form, Make make) {
    Rig rig = new Rig(mode, form);
    rig.evidenceRequired();
    rig.runtime(call -> make.of(CompletableFuture.completedFuture(Scripted.ALLOW)));
    rig.control = call -> make.of(CompletableFuture.completedFuture(Clearance.PROCEED));
    rig.journal = callRecord -> make.of(rig.keep(callRecord).toCompletableFuture());
    rig.assertRan(rig.call());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("makes")
  void approvalIsTaken(Mode mode, Form form, Make make) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> make.of(CompletableFuture.completedFuture(Rig.pending(null))));
    rig.approvals =
        (call, pending) -> make.of(CompletableFuture.completedFuture(Rig.approved(call)));
    rig.assertRan(rig.call());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("makes")
  void stageThatNeverCompletesTimesOut(Mode mode, Form form, Make make) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> make.of(new CompletableFuture<>()));
    rig.assertRanOnlyIf(mode.lenient(), rig.call(rig.impatientCall()));
  }

  @EachModeAndForm
  void firstOfTwoAnswersCounts(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> OddStages.twice(Scripted.DENY, Scripted.ALLOW));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void answerFromAnotherThreadIsTaken(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    UnaryOperator<Verdict> same = verdict -> verdict;
    rig.runtime(call -> CompletableFuture.supplyAsync(() -> same.apply(Scripted.ALLOW)));
    rig.control = call -> CompletableFuture.supplyAsync(() -> Clearance.PROCEED);
    rig.evidenceRequired();
    rig.journal = callRecord -> CompletableFuture.runAsync(() -> rig.records.add(callRecord));
    rig.assertRan(rig.call());
  }

  @Test
  void toolWhoseStageTellsTwiceHasEndedOnce() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    Ended ended =
        Ended.of(
            Rig.await(
                rig.gate().runAsync(Rig.someCall(), arguments -> OddStages.twice("one", "two"))));
    assertThat(ended.kind()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(rig.records)
        .extracting(CallRecord::phase)
        .containsExactly(CallRecord.Phase.DECIDED, CallRecord.Phase.ENDED);
  }

  @Test
  void toolWithoutAStageOrWithADeafOneHasFailed() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    for (CompletionStage<String> odd : new CompletionStage[] {null, OddStages.deaf()}) {
      Ended ended = Ended.of(Rig.await(rig.gate().runAsync(Rig.someCall(), arguments -> odd)));
      assertThat(ended.kind()).isEqualTo(ToolOutcome.Kind.FAILED);
    }
  }
}
