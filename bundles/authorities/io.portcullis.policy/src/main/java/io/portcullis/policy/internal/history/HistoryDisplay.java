// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CounterCell;
import io.portcullis.policy.internal.history.table.HistoryClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the counters and labels for people. Thread-safe. */
public final class HistoryDisplay {
  private final HistoryState state;

  public HistoryDisplay(HistoryState state) {
    this.state = state;
  }

  /** A counter of one subject, for display. */
  public record CounterView(HistorySpec spec, String subject, HistoryReads.Reading reading) {}

  /** A label of one subject, for display. */
  public record LabelView(String subject, String label, Instant since, String call) {}

  /** Returns the counters with calls in their window. */
  public List<CounterView> counters() {
    return state.exclusively(
        () -> {
          List<CounterView> shown = new ArrayList<>();
          for (CounterCell cell : state.cells().all(state.clock().now())) {
            TrackedHistory history = state.tracked().get(cell.key().counter());
            if (history != null) {
              HistoryReads.Reading reading = new HistoryReads.Reading(cell.sum(), cell.count());
              shown.add(new CounterView(history.spec(), cell.key().subject(), reading));
            }
          }
          return shown;
        });
  }

  /** Returns the labels of one subject, or of all if it is null. */
  public List<LabelView> labels(@Nullable String subject) {
    return state.exclusively(
        () ->
            state.labelTable().list(subject, state.clock().now()).stream()
                .map(
                    each ->
                        new LabelView(
                            each.subject(),
                            each.entry().label(),
                            HistoryClock.instant(each.entry().since()),
                            each.entry().call()))
                .toList());
  }

  /** Returns the counters and labels whose history is unknown now, and why. */
  public Map<HistorySpec, String> problems() {
    return state.exclusively(
        () -> {
          Map<HistorySpec, String> found = new LinkedHashMap<>();
          long now = state.clock().now();
          for (TrackedHistory history : state.tracked().values()) {
            String problem = history.problem(now);
            if (!problem.isEmpty()) {
              found.put(history.spec(), problem);
            }
          }
          return found;
        });
  }
}
