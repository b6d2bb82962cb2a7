// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import static io.portcullis.policy.internal.history.HistoryRig.SPENT;
import static io.portcullis.policy.internal.history.HistoryRig.UNTRUSTED;
import static io.portcullis.policy.internal.history.HistoryRig.labels;
import static io.portcullis.policy.internal.history.HistoryRig.spends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.history.HistoryState.Reserved;
import io.portcullis.policy.internal.history.table.UnknownHistoryException;
import io.portcullis.policy.model.CallEffects;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HistoryStateTest {
  private final HistoryRig rig = new HistoryRig();

  @Test
  void countsAReservedCallBeforeItIsOnRecord() throws Exception {
    rig.reserve("1", spends("ops", "250.10"));
    assertThat(rig.sum("ops")).isEqualTo("250.10");
    assertThat(rig.count("ops")).isEqualTo(1);
    assertThat(rig.sum("dev")).isEqualTo("0");
  }

  @Test
  void countsACallUntilItsWindowEnds() throws Exception {
    rig.completes("1", spends("ops", "1"));
    rig.pass(Duration.ofMinutes(30));
    rig.completes("2", spends("ops", "2"));
    rig.pass(Duration.ofMinutes(30).minusNanos(1_000));
    assertThat(rig.sum("ops")).isEqualTo("3");
    rig.pass(Duration.ofNanos(1_000));
    assertThat(rig.sum("ops")).isEqualTo("2");
    rig.pass(Duration.ofMinutes(30));
    assertThat(rig.sum("ops")).isEqualTo("0");
    assertThat(rig.count("ops")).isZero();
  }

  @Test
  void countsAWaitingCallFromTheTimeOfItsRecord() throws Exception {
    rig.state.reserve("1", spends("ops", "5"), rig.state.begin("1"), rig.now.plusSeconds(86_400));
    rig.pass(Duration.ofHours(2));
    assertThat(rig.sum("ops")).isEqualTo("5");
    rig.state.decided("1", true, spends("ops", "5"));
    rig.pass(Duration.ofMinutes(59));
    assertThat(rig.sum("ops")).isEqualTo("5");
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.sum("ops")).isEqualTo("0");
  }

  @Test
  void givesBackWhatADeniedCallHadReserved() throws Exception {
    rig.reserve("1", spends("ops", "5"));
    rig.state.decided("1", false, CallEffects.NONE);
    assertThat(rig.count("ops")).isZero();
  }

  @Test
  void givesBackWhatAFailedCallHadReserved() throws Exception {
    rig.reserve("1", spends("ops", "5"));
    rig.state.decided("1", true, spends("ops", "5"));
    rig.state.takenBack("1", true);
    assertThat(rig.sum("ops")).isEqualTo("0");
    assertThat(rig.count("ops")).isZero();
  }

  @Test
  void keepsACompletedCallCountedWhenAFailureIsReportedLater() throws Exception {
    rig.completes("1", spends("ops", "5"));
    rig.state.takenBack("1", true);
    assertThat(rig.sum("ops")).isEqualTo("5");
  }

  @Test
  void countsOnceWhenARecordIsHeardOfTwice() throws Exception {
    rig.reserve("1", spends("ops", "5"));
    rig.state.decided("1", true, spends("ops", "5"));
    rig.state.decided("1", true, spends("ops", "5"));
    rig.state.completed("1");
    rig.state.decided("1", true, spends("ops", "5"));
    rig.state.completed("1");
    assertThat(rig.sum("ops")).isEqualTo("5");
    assertThat(rig.count("ops")).isEqualTo(1);
  }

  @Test
  void ignoresTheRecordOfACallThatReservedNothing() throws Exception {
    rig.state.decided("stranger", true, spends("ops", "5"));
    assertThat(rig.count("ops")).isZero();
  }

  @Test
  void replacesTheReservationOfACallThatIsDecidedAgain() throws Exception {
    rig.reserve("1", spends("ops", "5"));
    rig.reserve("1", spends("ops", "7"));
    assertThat(rig.sum("ops")).isEqualTo("7");
    assertThat(rig.count("ops")).isEqualTo(1);
  }

  @Test
  void keepsACallCountedWhoseRecordIsNeverHeardOf() throws Exception {
    rig.reserve("1", spends("ops", "5"));
    rig.pass(Duration.ofMinutes(2));
    rig.reserve("2", spends("dev", "1")); // settles what is overdue
    rig.pass(Duration.ofMinutes(59));
    assertThat(rig.sum("ops")).isEqualTo("5");
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.sum("ops")).isEqualTo("0");
  }

  @Test
  void refusesAReservationWhoseReadsAreOutOfDate() throws Exception {
    HistoryReads reads = rig.state.begin("1");
    reads.counter("id-spent", "ops");
    rig.reserve("2", spends("ops", "5"));
    assertThat(rig.state.reserve("1", spends("ops", "5"), reads, rig.now))
        .isEqualTo(Reserved.CHANGED);
    assertThat(rig.sum("ops")).isEqualTo("5");
  }

  @Test
  void readsAgainAfterAnotherCallGaveBackWhatWasRead() throws Exception {
    rig.reserve("2", spends("ops", "5"));
    HistoryReads reads = rig.state.begin("1");
    reads.counter("id-spent", "ops");
    rig.state.takenBack("2", false);
    assertThat(rig.state.reserve("1", spends("ops", "5"), reads, rig.now))
        .isEqualTo(Reserved.CHANGED);
  }

  @Test
  void twoThreadsNeverPassACapTogether() throws Exception {
    int cap = 500;
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> first = threads.submit(() -> spendUpTo(cap, "a", start));
      Future<Integer> second = threads.submit(() -> spendUpTo(cap, "b", start));
      assertThat(first.get() + second.get()).isEqualTo(cap);
      assertThat(rig.count("ops")).isEqualTo(cap);
    } finally {
      threads.shutdownNow();
    }
  }

  private int spendUpTo(int cap, String name, CyclicBarrier start) throws Exception {
    start.await();
    int allowed = 0;
    for (int n = 0; n < cap; n++) {
      String call = name + n;
      for (Reserved result = Reserved.CHANGED; result == Reserved.CHANGED; ) {
        HistoryReads reads = rig.state.begin(call);
        if (reads.counter("id-spent", "ops").count() >= cap) {
          return allowed;
        }
        result = rig.state.reserve(call, spends("ops", "1"), reads, Instant.MAX);
      }
      allowed++;
    }
    return allowed;
  }

  @Test
  void aClockThatIsSetBackReopensNoWindow() throws Exception {
    rig.completes("1", spends("ops", "5"));
    rig.now = rig.now.minus(Duration.ofHours(3));
    rig.completes("2", spends("ops", "6"));
    rig.now = rig.now.plus(Duration.ofHours(3)).plusSeconds(60); // the clock is put right
    rig.nanos += Duration.ofSeconds(60).toNanos();
    assertThat(rig.sum("ops")).isEqualTo("11");
    rig.pass(Duration.ofMinutes(58));
    assertThat(rig.sum("ops")).isEqualTo("11");
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.sum("ops")).isEqualTo("0");
  }

  @Test
  void windowsEndWhileTheClockIsBehind() throws Exception {
    rig.completes("1", spends("ops", "5"));
    rig.now = rig.now.minus(Duration.ofDays(1));
    rig.pass(Duration.ofMinutes(59));
    assertThat(rig.sum("ops")).isEqualTo("5");
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.sum("ops")).isEqualTo("0");
  }

  @Test
  void readsNothingOfACounterWhoseHistoryIsUnknown() {
    rig.state.complete(List.of(SPENT), rig.now.minusSeconds(3_599), "the journal is younger");
    assertThatThrownBy(() -> rig.sum("ops"))
        .isInstanceOf(UnknownHistoryException.class)
        .hasMessage("the journal is younger");
    rig.pass(Duration.ofSeconds(1));
    assertThat(new HistoryDisplay(rig.state).problems()).isEmpty();
  }

  @Test
  void aNewCounterIsUnknownUntilItsRecordsAreRead() {
    HistorySpec other =
        new HistorySpec("id-other", "other", SPENT.window(), HistorySpec.Kind.COUNT, true);
    assertThat(rig.state.track(List.of(SPENT, other))).containsExactly(other);
    assertThatThrownBy(() -> rig.state.look().counter("id-other", ""))
        .hasMessageContaining("still being read");
  }

  @Test
  void keepsTheHistoryOfAnEqualCounterOfAnotherPolicy() throws Exception {
    rig.completes("1", spends("ops", "5"));
    assertThat(rig.state.track(List.of(SPENT))).isEmpty();
    assertThat(rig.sum("ops")).isEqualTo("5");
  }

  @Test
  void forgetsACounterThatNoPolicyNames() throws Exception {
    rig.reserve("0", spends("ops", "3"));
    rig.state.decided("0", true, spends("ops", "3"));
    rig.completes("1", spends("ops", "5"));
    rig.state.track(List.of(UNTRUSTED));
    assertThat(rig.state.track(List.of(SPENT, UNTRUSTED))).containsExactly(SPENT);
    rig.state.complete(List.of(SPENT), null, "");
    rig.state.takenBack("0", true); // counted in a cell that is gone
    assertThat(rig.sum("ops")).isEqualTo("0");
    assertThat(rig.count("ops")).isZero();
  }

  @Test
  void makesRoomOfSubjectsWithAnEmptyWindowFirst() {
    HistoryRig small = new HistoryRig(2, 2);
    small.completes("1", spends("a", "1"));
    small.pass(Duration.ofMinutes(30));
    small.completes("2", spends("b", "1"));
    assertThat(small.reserve("3", spends("c", "1"))).isEqualTo(Reserved.NO_ROOM);
    small.pass(Duration.ofMinutes(30));
    assertThat(small.reserve("3", spends("c", "1"))).isEqualTo(Reserved.DONE);
    assertThat(small.reserve("4", spends("b", "1"))).isEqualTo(Reserved.DONE);
    assertThat(small.reserve("5", spends("d", "1"))).isEqualTo(Reserved.NO_ROOM);
  }

  @Test
  void anAgentUsesUpItsOwnShareOnly() {
    HistoryRig small = new HistoryRig(10, 2);
    small.completes("1", spends("a", "1"));
    small.completes("2", spends("b", "1"));
    assertThat(small.reserve("3", spends("c", "1"))).isEqualTo(Reserved.NO_ROOM);
    CallEffects others = new CallEffects("other", spends("c", "1").counts(), List.of());
    assertThat(small.reserve("4", others)).isEqualTo(Reserved.DONE);
  }

  @Test
  void countsExactlyWhenManyCallsAreCountedTogether() throws Exception {
    for (int n = 0; n < 20_000; n++) {
      rig.completes("c" + n, spends("ops", "0.1"));
      rig.pass(Duration.ofMillis(100));
    }
    assertThat(rig.sum("ops")).isEqualTo("2000.0");
    assertThat(rig.count("ops")).isEqualTo(20_000);
    rig.pass(Duration.ofMinutes(60));
    assertThat(rig.count("ops")).isZero();
  }

  @Test
  void setsALabelWithTheDecisionAndKeepsItForGood() throws Exception {
    rig.completes("1", labels("agent:a", false));
    rig.pass(Duration.ofDays(400));
    assertThat(rig.labelsOf("agent:a")).containsExactly("untrusted");
    assertThat(rig.labelsOf("agent:b")).isEmpty();
  }

  @Test
  void setsALabelOfAResultOnceTheToolHasCompleted() throws Exception {
    rig.reserve("1", labels("agent:a", true));
    rig.state.decided("1", true, labels("agent:a", true));
    assertThat(rig.labelsOf("agent:a")).isEmpty();
    rig.state.completed("1");
    assertThat(rig.labelsOf("agent:a")).containsExactly("untrusted");
  }

  @Test
  void setsNoLabelOfAResultIfTheToolFailed() throws Exception {
    rig.reserve("1", labels("agent:a", true));
    rig.state.decided("1", true, labels("agent:a", true));
    rig.state.takenBack("1", true);
    rig.state.completed("1");
    assertThat(rig.labelsOf("agent:a")).isEmpty();
  }

  @Test
  void keepsALabelThatAnotherCallHasSetWhenOneIsDenied() throws Exception {
    rig.reserve("1", labels("agent:a", false));
    rig.completes("2", labels("agent:a", false));
    rig.state.decided("1", false, CallEffects.NONE);
    assertThat(rig.labelsOf("agent:a")).containsExactly("untrusted");
  }

  @Test
  void takesBackALabelOfADeniedCall() throws Exception {
    rig.reserve("1", labels("agent:a", false));
    assertThat(rig.labelsOf("agent:a")).containsExactly("untrusted");
    rig.state.takenBack("1", false);
    assertThat(rig.labelsOf("agent:a")).isEmpty();
  }

  @Test
  void keepsALabelOfAToolThatRanAndFailed() throws Exception {
    rig.reserve("1", labels("agent:a", false));
    rig.state.decided("1", true, labels("agent:a", false));
    rig.state.takenBack("1", true);
    assertThat(rig.labelsOf("agent:a")).containsExactly("untrusted");
  }

  @Test
  void setsALabelOfAResultIfTheOutcomeIsNeverReported() throws Exception {
    rig.reserve("1", labels("agent:a", true));
    rig.state.decided("1", true, labels("agent:a", true));
    rig.pass(Duration.ofHours(1));
    rig.completes("2", spends("ops", "1"));
    assertThat(rig.labelsOf("agent:a")).containsExactly("untrusted");
  }

  @Test
  void clearsOneLabelOfOneSubject() throws Exception {
    rig.completes("1", labels("agent:a", false));
    rig.completes("2", labels("agent:b", false));
    assertThat(rig.state.clear("agent:a", "untrusted")).isTrue();
    assertThat(rig.state.clear("agent:a", "untrusted")).isFalse();
    assertThat(rig.labelsOf("agent:a")).isEmpty();
    assertThat(rig.labelsOf("agent:b")).containsExactly("untrusted");
  }

  @Test
  void clearingEverythingMakesLabelsKnownAgain() throws Exception {
    rig.state.incompleteBefore(rig.now, "records are missing");
    assertThatThrownBy(() -> rig.labelsOf("agent:a")).hasMessage("records are missing");
    rig.state.clearAll();
    assertThat(rig.labelsOf("agent:a")).isEmpty();
    assertThatThrownBy(() -> rig.sum("ops")).hasMessage("records are missing");
  }
}
