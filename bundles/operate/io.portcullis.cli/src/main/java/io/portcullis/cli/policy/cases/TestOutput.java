// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.model.CoverageReport.Missing;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the results of cases as text or as JSON. */
final class TestOutput {
  private final LineOutput lines;

  TestOutput(LineOutput lines) {
    this.lines = lines;
  }

  /** Prints the failed cases, what was not reached, and the totals. */
  void text(List<CaseResult> results, @Nullable CoverageSummary coverage, boolean usable)
      throws IOException {
    long failed = 0;
    for (CaseResult result : results) {
      if (!result.passed()) {
        failed++;
        String place = result.file() + ":" + result.policyCase().line();
        String name = result.policyCase().name();
        lines.line(TextStyle.BAD, place + ": " + name + ": " + result.difference());
      }
    }
    if (coverage != null) {
      for (Missing missing : coverage.missing()) {
        lines.line(TextStyle.WARNING, CoverageSummary.text(missing));
      }
    }
    lines.line(
        failed == 0 && usable ? TextStyle.GOOD : TextStyle.BAD,
        results.size() + " cases, " + failed + " failed");
    if (coverage != null) {
      lines.line(coverage.sufficient() ? TextStyle.GOOD : TextStyle.BAD, coverage.text());
    }
  }

  /** Prints an object for each case, and one for the coverage. */
  void json(List<CaseResult> results, @Nullable CoverageSummary coverage) throws IOException {
    for (CaseResult result : results) {
      lines.json(
          object -> {
            object.writeStringField("file", result.file());
            object.writeNumberField("line", result.policyCase().line());
            object.writeStringField("name", result.policyCase().name());
            object.writeBooleanField("passed", result.passed());
            TerminalJson.field(object, "difference", result.passed() ? null : result.difference());
          });
    }
    if (coverage != null) {
      lines.json(object -> write(object, coverage));
    }
  }

  private static void write(JsonGenerator object, CoverageSummary coverage) throws IOException {
    object.writeNumberField("coverage", coverage.percent());
    object.writeNumberField("reached", coverage.reached());
    object.writeNumberField("total", coverage.total());
    if (coverage.minimum() != null) {
      object.writeNumberField("minimum", coverage.minimum());
    }
    TerminalJson.objects(object, "missing", coverage.missing(), TestOutput::write);
  }

  private static void write(Missing missing, JsonGenerator object) throws IOException {
    object.writeStringField("rule", missing.rule());
    object.writeStringField("document", missing.document());
    object.writeNumberField("line", missing.line());
    object.writeNumberField("column", missing.column());
    object.writeStringField("missing", TerminalJson.word(missing.side()));
    TerminalJson.field(object, "part", missing.part().isEmpty() ? null : missing.part());
  }
}
