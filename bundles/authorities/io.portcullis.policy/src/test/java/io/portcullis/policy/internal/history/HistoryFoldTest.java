// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import static io.portcullis.policy.internal.history.HistoryRig.SPENT;
import static io.portcullis.policy.internal.history.HistoryRig.UNTRUSTED;
import static io.portcullis.policy.internal.history.HistoryRig.labels;
import static io.portcullis.policy.internal.history.HistoryRig.spends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.history.table.HistoryClock;
import io.portcullis.policy.internal.history.table.UnknownHistoryException;
import io.portcullis.policy.model.CallEffects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HistoryFoldTest {
  private static final List<HistorySpec> BOTH = List.of(SPENT, UNTRUSTED);

  private final HistoryRig rig = new HistoryRig();
  private final HistoryFold fold = new HistoryFold(BOTH, true);

  private HistoryRig rebuilt(HistoryFold folded, Instant now) {
    HistoryRig next = new HistoryRig();
    next.now = now;
    next.state.track(List.of());
    next.state.track(BOTH);
    folded.mergeInto(next.state, null, "");
    return next;
  }

  @Test
  void aRebuiltHistoryEqualsTheOneBeforeTheRestart() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      compareAfterRestart(seed);
    }
  }

  /** Runs random calls, keeps their records, and folds the records into another history. */
  private static void compareAfterRestart(long seed) throws Exception {
    Random random = new Random(seed);
    HistoryRig live = new HistoryRig();
    List<Consumer<HistoryFold>> records = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      live.pass(Duration.ofSeconds(random.nextInt(120)));
      if (random.nextInt(20) == 0) {
        live.now = live.now.minusSeconds(random.nextInt(7_200)); // the clock is set back
      }
      String call = "c" + n;
      CallEffects effects =
          random.nextInt(4) == 0
              ? labels("agent:" + random.nextInt(3), random.nextBoolean())
              : spends("t" + random.nextInt(3), random.nextInt(1_000) + "." + random.nextInt(100));
      live.reserve(call, effects);
      Instant at = HistoryClock.instant(HistoryClock.micros(live.now));
      if (random.nextInt(5) == 0) {
        live.state.decided(call, false, CallEffects.NONE);
      } else {
        live.state.decided(call, true, effects);
        // While the wall clock is behind, the history before the restart has gone on.
        Instant time = live.state.exclusively(() -> HistoryClock.instant(live.state.clock().now()));
        records.add(folded -> folded.decided(call, time, effects));
        open.add(call);
      }
      if (!open.isEmpty() && random.nextBoolean()) {
        String ended = open.remove(random.nextInt(open.size()));
        if (random.nextInt(3) == 0) {
          boolean ran = random.nextBoolean();
          live.state.takenBack(ended, ran);
          records.add(folded -> folded.takenBack(ended, at, ran));
        } else {
          live.state.completed(ended);
          records.add(folded -> folded.completed(ended, at));
        }
      }
    }
    for (String call : open) { // how they ended is unknown after a restart
      live.state.completed(call);
    }
    HistoryFold fold = new HistoryFold(BOTH, true);
    records.forEach(each -> each.accept(fold));
    HistoryRig next = new HistoryRig();
    next.state.track(List.of());
    next.state.track(BOTH);
    fold.mergeInto(next.state, null, "");
    next.now = live.state.exclusively(() -> HistoryClock.instant(live.state.clock().now()));
    for (int s = 0; s < 3; s++) {
      assertThat(next.sum("t" + s)).as("seed " + seed).isEqualTo(live.sum("t" + s));
      assertThat(next.count("t" + s)).as("seed " + seed).isEqualTo(live.count("t" + s));
      assertThat(next.labelsOf("agent:" + s))
          .as("seed " + seed)
          .isEqualTo(live.labelsOf("agent:" + s));
    }
  }

  @Test
  void aCallWithoutAnOutcomeStaysCountedAndCanStillFail() throws Exception {
    fold.decided("1", rig.now, spends("ops", "5"));
    HistoryRig next = rebuilt(fold, rig.now);
    assertThat(next.sum("ops")).isEqualTo("5");
    next.state.takenBack("1", true);
    assertThat(next.sum("ops")).isEqualTo("0");
  }

  @Test
  void aCallWithoutAnOutcomeGetsTheLabelOfItsResult() throws Exception {
    fold.decided("1", rig.now, labels("agent:a", true));
    assertThat(rebuilt(fold, rig.now).labelsOf("agent:a")).containsExactly("untrusted");
  }

  @Test
  void aTimeInTheRecordsThatGoesBackShortensNoWindow() throws Exception {
    fold.decided("1", rig.now, spends("ops", "5"));
    fold.decided("2", rig.now.minus(Duration.ofHours(5)), spends("ops", "6"));
    HistoryRig next = rebuilt(fold, rig.now.plus(Duration.ofMinutes(59)));
    assertThat(next.sum("ops")).isEqualTo("11");
  }

  @Test
  void keepsTheWindowWhenTheClockOfTheNextStartIsBehind() throws Exception {
    fold.decided("1", rig.now, spends("ops", "5"));
    HistoryRig next = rebuilt(fold, rig.now.minus(Duration.ofDays(2)));
    assertThat(next.sum("ops")).isEqualTo("5");
    next.pass(Duration.ofMinutes(59));
    assertThat(next.sum("ops")).isEqualTo("5");
    next.pass(Duration.ofMinutes(1));
    assertThat(next.sum("ops")).isEqualTo("0");
  }

  @Test
  void aGapMakesCountersUnknownUntilItHasLeftTheWindow() throws Exception {
    fold.decided("1", rig.now, spends("ops", "5"));
    fold.gap(rig.now, "3 records were lost");
    HistoryRig next = rebuilt(fold, rig.now);
    assertThatThrownBy(() -> next.sum("ops")).hasMessage("3 records were lost");
    next.pass(Duration.ofHours(1));
    assertThat(next.sum("ops")).isEqualTo("0");
  }

  @Test
  void aGapMakesLabelsUnknownUntilAPersonClearsThemAll() throws Exception {
    fold.gap(rig.now, "3 records were lost");
    HistoryRig next = rebuilt(fold, rig.now.plus(Duration.ofDays(100)));
    assertThatThrownBy(() -> next.labelsOf("agent:a")).hasMessage("3 records were lost");

    fold.cleared("", "", rig.now);
    assertThat(rebuilt(fold, rig.now).labelsOf("agent:a")).isEmpty();
  }

  @Test
  void anUnknownAmountMakesOnlyItsSubjectUnknown() throws Exception {
    fold.unknownAmount(SPENT, rig.now, "ops", "agent");
    HistoryRig next = rebuilt(fold, rig.now);
    assertThat(next.sum("dev")).isEqualTo("0");
    assertThatThrownBy(() -> next.sum("ops")).isInstanceOf(UnknownHistoryException.class);
    next.pass(Duration.ofHours(1));
    assertThat(next.sum("ops")).isEqualTo("0");
  }

  @Test
  void anUnknownLabelMakesOnlyItsSubjectUnknown() throws Exception {
    fold.unknownLabel(UNTRUSTED, rig.now, "agent:a", "a");
    HistoryRig next = rebuilt(fold, rig.now);
    assertThat(next.labelsOf("agent:b")).isEmpty();
    assertThatThrownBy(() -> next.labelsOf("agent:a")).isInstanceOf(UnknownHistoryException.class);
    next.state.clear("agent:a", "");
    assertThat(next.labelsOf("agent:a")).isEmpty();
  }

  @Test
  void recordsThatDoNotGoBackFarEnoughMakeCountersUnknown() throws Exception {
    HistoryRig next = new HistoryRig();
    next.state.track(List.of());
    next.state.track(BOTH);
    fold.mergeInto(next.state, next.now.minusSeconds(60), "the journal starts later");
    assertThatThrownBy(() -> next.sum("ops")).hasMessage("the journal starts later");
    next.pass(Duration.ofMinutes(59));
    assertThat(next.sum("ops")).isEqualTo("0");
  }

  @Test
  void addsToCallsThatWereCountedMeanwhile() throws Exception {
    fold.decided("1", rig.now, spends("ops", "5"));
    HistoryRig next = new HistoryRig();
    next.completes("2", spends("ops", "1"));
    fold.mergeInto(next.state, null, "");
    assertThat(next.sum("ops")).isEqualTo("6");
    next.pass(Duration.ofHours(1));
    assertThat(next.sum("ops")).isEqualTo("0");
    assertThat(next.count("ops")).isZero();
  }

  @Test
  void leavesOutContributionsToOtherCounters() throws Exception {
    HistoryFold labelsOnly = new HistoryFold(List.of(UNTRUSTED), false);
    labelsOnly.decided("1", rig.now, spends("ops", "5"));
    labelsOnly.mergeInto(rig.state, null, "");
    assertThat(rig.sum("ops")).isEqualTo("0");
  }
}
