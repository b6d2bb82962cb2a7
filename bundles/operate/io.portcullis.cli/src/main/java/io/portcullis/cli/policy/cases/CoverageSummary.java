// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.policy.model.CoverageReport;
import io.portcullis.policy.model.CoverageReport.Missing;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of the rules of all tested documents the cases have reached.
 *
 * @param reached the rules and sides of conditions that were reached
 * @param total the rules and sides of conditions
 * @param minimum the percentage that must be reached; null for any
 * @param missing what was not reached
 */
record CoverageSummary(long reached, long total, @Nullable Integer minimum, List<Missing> missing) {

  static CoverageSummary of(Collection<CoverageReport> reports, @Nullable Integer minimum) {
    return new CoverageSummary(
        reports.stream().mapToLong(CoverageReport::reached).sum(),
        reports.stream().mapToLong(CoverageReport::total).sum(),
        minimum,
        reports.stream().flatMap(report -> report.missing().stream()).toList());
  }

  /** Returns the percentage, rounded down, so that 100 means everything. */
  long percent() {
    return total == 0 ? 100 : reached * 100 / total;
  }

  boolean sufficient() {
    return minimum == null || percent() >= minimum;
  }

  /** Returns the whole in words. */
  String text() {
    return "coverage: "
        + percent()
        + " % ("
        + reached
        + " of "
        + total
        + " rules and sides of conditions)"
        + (sufficient() ? "" : ", below the minimum of " + minimum + " %");
  }

  /** Returns one missing element in words, with its place. */
  static String text(Missing missing) {
    String what =
        switch (missing.side()) {
          case RULE -> "not reached";
          case TRUE -> "never true: " + missing.part();
          case FALSE -> "never false: " + missing.part();
        };
    return "%s:%d:%d: rule %s: %s"
        .formatted(missing.document(), missing.line(), missing.column(), missing.rule(), what);
  }
}
