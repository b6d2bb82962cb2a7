// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * What an allowed call adds to the history by which later calls are decided. The runtime that keeps
 * this history computes it, and the record of the decision carries it, so that the history can be
 * rebuilt from the journal. Immutable.
 *
 * @param counts the contributions to counters
 * @param labels the labels that the call sets
 */
public record HistoryEffects(List<Count> counts, List<Label> labels) {

  /** The effects of a call that leaves nothing behind. */
  public static final HistoryEffects NONE = new HistoryEffects(List.of(), List.of());

  /**
   * Copies the lists.
   *
   * @throws NullPointerException if an argument is null
   */
  public HistoryEffects {
    counts = List.copyOf(counts);
    labels = List.copyOf(labels);
  }

  /**
   * A contribution to a counter.
   *
   * @param counter the name of the counter
   * @param id the hash of its definition; equal definitions share their history
   * @param subject what the call is counted under, such as {@code team=ops}
   * @param amount the amount, not negative; zero for a counter that only counts
   */
  public record Count(String counter, String id, String subject, BigDecimal amount) {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Count {
      Objects.requireNonNull(counter, "counter");
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(amount, "amount");
    }
  }

  /**
   * A label.
   *
   * @param label its name
   * @param id the hash of its definition
   * @param subject the agent or operation that gets it, such as {@code agent:a-1}
   * @param whenCompleted whether it is set once the tool has completed, and not with the decision
   */
  public record Label(String label, String id, String subject, boolean whenCompleted) {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Label {
      Objects.requireNonNull(label, "label");
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(subject, "subject");
    }
  }

  /**
   * Returns whether the call leaves nothing behind.
   *
   * @return true without counts and labels
   */
  public boolean isEmpty() {
    return counts.isEmpty() && labels.isEmpty();
  }
}
