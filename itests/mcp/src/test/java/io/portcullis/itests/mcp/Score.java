// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run of the suite came to. Two runs that are equal passed and failed in the same checks.
 *
 * @param scenarios for each scenario its checks in order, each as {@code STATUS id}
 */
record Score(int passed, int failed, int warnings, SortedMap<String, List<String>> scenarios) {
  Score {
    scenarios = Collections.unmodifiableSortedMap(new TreeMap<>(scenarios));
  }

  static Score of(SortedMap<String, List<String>> scenarios) {
    return new Score(
        count(scenarios, "SUCCESS "),
        count(scenarios, "FAILURE "),
        count(scenarios, "WARNING "),
        scenarios);
  }

  /** The checks that count: those that were skipped or only inform do not. */
  int total() {
    return passed + failed + warnings;
  }

  private static int count(SortedMap<String, List<String>> scenarios, String status) {
    return (int)
        scenarios.values().stream()
            .flatMap(List::stream)
            .filter(check -> check.startsWith(status))
            .count();
  }
}
