// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.PolicyCoverage;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.CoverageReport;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.support.commandline.TextStyle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks whether documents decide the calls of files of cases as expected. */
public final class PolicyTestCommand {
  private final LineOutput lines;
  private final Map<Path, TestedPolicy> loaded = new LinkedHashMap<>();
  private final List<CaseResult> results = new ArrayList<>();
  private boolean usable = true;
  private boolean covered;

  /** Prints to an output. */
  public PolicyTestCommand(LineOutput lines) {
    this.lines = lines;
  }

  /**
   * Runs all cases and returns the exit code.
   *
   * @throws CliUsageException if no file is named, or a value is not understood
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    List<String> files = options.words();
    if (files.isEmpty()) {
      throw new CliUsageException("no file of cases is named");
    }
    Integer minimum = minimum(options);
    covered = minimum != null || options.has("--coverage");
    String policy = options.value("--policy");
    Path documents = policy == null ? null : PathArgument.parse(policy);
    for (String file : files) {
      run(file, new CaseFileReader(PathArgument.file(file), documents));
    }
    CoverageSummary coverage = covered ? coverage(minimum) : null;
    report(options, coverage);
    return usable ? exitCode(coverage) : ExitCode.USAGE;
  }

  private void report(ParsedCommand options, @Nullable CoverageSummary coverage)
      throws CliUsageException, IOException {
    String report = options.value("--junit");
    if (report != null) {
      JunitReport.write(PathArgument.parse(report), results, coverage);
    }
    TestOutput output = new TestOutput(lines);
    if (options.has("--json")) {
      output.json(results, coverage);
    } else {
      output.text(results, coverage, usable);
    }
    lines.flush();
  }

  private int exitCode(@Nullable CoverageSummary coverage) {
    boolean passed = results.stream().allMatch(CaseResult::passed);
    return passed && (coverage == null || coverage.sufficient()) ? ExitCode.OK : ExitCode.INVALID;
  }

  private static @Nullable Integer minimum(ParsedCommand options) throws CliUsageException {
    String text = options.value("--min-coverage");
    if (text == null) {
      return null;
    }
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 100) {
      throw new CliUsageException("--min-coverage must be a whole number from 0 to 100");
    }
    return Integer.valueOf(text);
  }

  private CoverageSummary coverage(@Nullable Integer minimum) {
    List<CoverageReport> reports = new ArrayList<>();
    for (TestedPolicy tested : loaded.values()) {
      PolicyCoverage coverage = tested.coverage();
      if (coverage != null) {
        reports.add(coverage.report());
      }
    }
    return CoverageSummary.of(reports, minimum);
  }

  private void run(String file, CaseFileReader reader) throws IOException {
    try {
      CaseFile cases = reader.read();
      CaseRunner runner = new CaseRunner(policies(cases.policy()));
      for (PolicyCase each : cases.cases()) {
        results.add(new CaseResult(file, each, each.expected().difference(runner.decide(each))));
      }
    } catch (CaseFileException e) {
      usable = false;
      lines.line(TextStyle.BAD, file + ":" + e.getMessage());
    } catch (PolicyException e) {
      usable = false;
      for (PolicyProblem problem : e.problems()) {
        lines.line(TextStyle.BAD, problem.toString());
      }
    }
  }

  private TestedPolicy policies(Path documents) throws PolicyException {
    Path path = documents.toAbsolutePath().normalize();
    TestedPolicy known = loaded.get(path);
    if (known == null) {
      known = TestedPolicy.of(new PolicyLoader().load(documents), covered);
      loaded.put(path, known);
    }
    return known;
  }
}
