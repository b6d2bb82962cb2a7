// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history;

import io.portcullis.policy.internal.history.table.CounterWindow;
import org.jspecify.annotations.Nullable;

/**
 * A counter or label as the history knows it.
 *
 * @param id the hash of its definition; equal definitions share their history
 * @param name its name in documents and on the console
 * @param window the time during which a call counts; null for a label without an end
 * @param kind what it is
 * @param allowIncomplete whether it may be read although its history is incomplete
 */
public record HistorySpec(
    String id, String name, @Nullable CounterWindow window, Kind kind, boolean allowIncomplete) {

  /** The kinds of history. */
  public enum Kind {
    /** Counts calls. */
    COUNT,
    /** Counts calls and adds up an amount. */
    SUM,
    /** Marks agents and operations. */
    LABEL
  }

  /** Returns whether this is a label. */
  public boolean isLabel() {
    return kind == Kind.LABEL;
  }
}
