// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.ToolCall;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.cli.policy.explain.ExplanationJson;
import io.portcullis.cli.policy.explain.ExplanationText;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyExplanation;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;

/** Explains how policy documents come to the decision about one call. */
public final class PolicyExplainCommand {
  private final LineOutput lines;
  private final PrintStream err;

  /** Prints the explanation to an output, and problems of documents to a stream. */
  public PolicyExplainCommand(LineOutput lines, PrintStream err) {
    this.lines = lines;
    this.err = err;
  }

  /**
   * Explains the decision and returns the exit code, which is the one of a check.
   *
   * @throws CliUsageException if an option is missing or has a value that is not understood
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    CheckOptions read = CheckOptions.of(options);
    ToolCall call = CheckOptions.call(options);
    Instant now = read.now() == null ? Instant.now() : read.now();
    try (PolicyChecker checker = new PolicyChecker(read.policy(), read.mode(), now)) {
      for (PolicyProblem refusal : checker.refusal()) {
        err.println(PrintableText.escaped(PolicyChecker.warning(refusal)));
      }
      CheckResult result = checker.check(call, null);
      PolicyExplanation explanation = explanation(read.policy(), call, now);
      if (options.has("--json")) {
        lines.json(
            json -> {
              result.write(json);
              ExplanationJson.write(explanation, json);
            });
      } else {
        new ExplanationText(lines).print(result.verdict(), explanation);
      }
      lines.flush();
      return result.exitCode();
    } catch (PolicyException e) {
      e.problems().forEach(problem -> err.println(PrintableText.escaped(problem.toString())));
      return ExitCode.USAGE;
    }
  }

  /** Decides with another engine than the check, so that no limit counts the call twice. */
  private static PolicyExplanation explanation(Path documents, ToolCall call, Instant now)
      throws PolicyException {
    Policies policies = new PolicyLoader().load(documents);
    ReplayClock clock = new ReplayClock();
    clock.set(now);
    PolicyHistory history = new PolicyHistory(clock);
    history.useInMemory(policies);
    return new PolicyEngine(policies, new RateLimits(), clock, history)
        .explain(new BatchCall(call, null).request());
  }
}
