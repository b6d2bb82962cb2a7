// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.stats;

import io.portcullis.cli.journal.records.RecordSummary;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts of names. The names come from agents, so the number of distinct ones is bounded. */
final class NameCounts {
  static final int MAX_NAMES = 1_000;

  private final Map<String, Long> counts = new HashMap<>();
  private long other;

  void add(String name) {
    String kept = RecordSummary.cut(name);
    if (counts.containsKey(kept) || counts.size() < MAX_NAMES) {
      counts.merge(kept, 1L, Long::sum);
    } else {
      other++;
    }
  }

  /** Returns the counts, the largest first, equal ones by name. */
  List<Map.Entry<String, Long>> sorted() {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  /** Returns how often names came after the table was full. */
  long other() {
    return other;
  }
}
