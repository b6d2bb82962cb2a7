// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.math.BigDecimal;
import java.util.List;

/**
 * What one call adds to the history. Immutable.
 *
 * @param agent the agent whose share of the subjects the call uses
 * @param counts its contributions to counters
 * @param labels the labels that it sets
 */
public record CallEffects(String agent, List<Count> counts, List<Mark> labels) {

  /** The effects of a call that leaves nothing behind. */
  public static final CallEffects NONE = new CallEffects("", List.of(), List.of());

  /** Copies the lists. */
  public CallEffects {
    counts = List.copyOf(counts);
    labels = List.copyOf(labels);
  }

  /**
   * A contribution to a counter.
   *
   * @param counter the name of the counter
   * @param id the hash of its definition
   * @param subject what the call is counted under
   * @param amount the amount; zero for a counter that only counts
   */
  public record Count(String counter, String id, String subject, BigDecimal amount) {}

  /**
   * A label.
   *
   * @param label its name
   * @param id the hash of its definition
   * @param subject the agent or operation that gets it
   * @param whenCompleted whether it is set once the tool has completed, and not with the decision
   */
  public record Mark(String label, String id, String subject, boolean whenCompleted) {}

  /** Returns whether the call leaves nothing behind. */
  public boolean isEmpty() {
    return counts.isEmpty() && labels.isEmpty();
  }
}
