// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks whether documents decide the calls of files of cases as expected. */
public final class PolicyTestCommand {
  private final LineOutput lines;
  private final Map<Path, Policies> loaded = new HashMap<>();
  private final List<CaseResult> results = new ArrayList<>();
  private boolean usable = true;

  /** Prints to an output. */
  public PolicyTestCommand(LineOutput lines) {
    this.lines = lines;
  }

  /**
   * Runs all cases and returns the exit code.
   *
   * @throws CliUsageException if no file is named, or a name is not a path
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    List<String> files = options.words();
    if (files.isEmpty()) {
      throw new CliUsageException("no file of cases is named");
    }
    String policy = options.value("--policy");
    Path documents = policy == null ? null : PathArgument.parse(policy);
    for (String file : files) {
      run(file, new CaseFileReader(PathArgument.file(file), documents));
    }
    boolean json = options.has("--json");
    for (CaseResult result : results) {
      print(result, json);
    }
    String report = options.value("--junit");
    if (report != null) {
      JunitReport.write(PathArgument.parse(report), results);
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    if (!json) {
      lines.line(
          failed == 0 && usable ? TextStyle.GOOD : TextStyle.BAD,
          results.size() + " cases, " + failed + " failed");
    }
    lines.flush();
    return usable ? (failed == 0 ? ExitCode.OK : ExitCode.INVALID) : ExitCode.USAGE;
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

  private Policies policies(Path documents) throws PolicyException {
    Path path = documents.toAbsolutePath().normalize();
    Policies known = loaded.get(path);
    if (known == null) {
      known = new PolicyLoader().load(documents);
      loaded.put(path, known);
    }
    return known;
  }

  private void print(CaseResult result, boolean json) throws IOException {
    PolicyCase policyCase = result.policyCase();
    if (json) {
      lines.json(
          object -> {
            object.writeStringField("file", result.file());
            object.writeNumberField("line", policyCase.line());
            object.writeStringField("name", policyCase.name());
            object.writeBooleanField("passed", result.passed());
            TerminalJson.field(object, "difference", result.passed() ? null : result.difference());
          });
    } else if (!result.passed()) {
      lines.line(
          TextStyle.BAD,
          result.file()
              + ":"
              + policyCase.line()
              + ": "
              + policyCase.name()
              + ": "
              + result.difference());
    }
  }
}
