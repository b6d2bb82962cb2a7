// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The part of a runtime with which consoles show the counters and labels of calls, and remove
 * labels. Thread-safe.
 */
@ProviderType
public interface HistoryControl {

  /**
   * A counter of one subject.
   *
   * @param name the name of the counter
   * @param subject what its calls are counted under, such as {@code team=ops}; may be empty
   * @param window its window, for people
   * @param count the number of calls in the window, reserved ones included
   * @param sum the amounts; zero for a counter that only counts
   */
  record Counter(String name, String subject, String window, long count, BigDecimal sum) {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Counter {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(window, "window");
      Objects.requireNonNull(sum, "sum");
    }
  }

  /**
   * A label of one agent or operation.
   *
   * @param subject {@code agent:} or {@code operation:} and the name
   * @param label the label
   * @param since the time when it was set
   * @param call the id of the call that set it
   */
  record Label(String subject, String label, Instant since, String call) {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Label {
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(label, "label");
      Objects.requireNonNull(since, "since");
      Objects.requireNonNull(call, "call");
    }
  }

  /**
   * Returns the counters with calls in their window.
   *
   * @return the counters by name and subject
   */
  List<Counter> counters();

  /**
   * Returns the labels that are set.
   *
   * @return the labels by subject
   */
  List<Label> labels();

  /**
   * Returns which counters and labels are unknown now. Calls that read them are denied.
   *
   * @return one text for each, with the reason
   */
  List<String> problems();

  /**
   * Removes labels, and records who did that and why. The record is kept before the labels are
   * removed.
   *
   * @param subject {@code agent:} or {@code operation:} and the name; empty for all subjects. After
   *     all labels were removed, those whose history was unknown count as not set
   * @param label the label; empty for all labels of the subject
   * @param operator the operator, as authenticated by the console
   * @param reason the operator's words; not blank
   * @throws IOException if the record cannot be kept; nothing was removed
   * @throws IllegalArgumentException if the reason is blank, or the subject is neither empty nor an
   *     agent or operation, or all subjects are given with a label
   */
  void clear(String subject, String label, String operator, String reason) throws IOException;
}
