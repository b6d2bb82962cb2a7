// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.ToolCall;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides one call, or a file of calls, by policy documents. */
public final class PolicyCheckCommand {
  private static final List<String> OF_ONE_CALL =
      List.of("--tool", "--args", "--agent", "--team", "--org", "--action", "--source", "--url");

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;

  public PolicyCheckCommand(InputStream in, OutputStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /**
   * Decides, prints the answers and returns the exit code.
   *
   * @throws CliUsageException if an option is missing or has a value that is not understood
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    CheckOptions read = CheckOptions.of(options);
    Path batch = batch(options);
    ToolCall call = options.has("--batch") ? null : CheckOptions.call(options);
    try (PolicyChecker checker = new PolicyChecker(read.policy(), read.mode(), read.now())) {
      checker.refusal().forEach(this::warn);
      return call == null ? all(checker, batch) : one(checker, call);
    } catch (PolicyException e) {
      e.problems().forEach(problem -> err.println(PrintableText.escaped(problem.toString())));
      return ExitCode.USAGE;
    }
  }

  private void warn(PolicyProblem refusal) {
    err.println(PrintableText.escaped(PolicyChecker.warning(refusal)));
  }

  private int one(PolicyChecker checker, ToolCall call) throws IOException {
    CheckResult answer = checker.check(call, null);
    out.write((answer.json() + '\n').getBytes(StandardCharsets.UTF_8));
    out.flush();
    return answer.exitCode();
  }

  /** A batch that is null comes from the standard input. */
  private int all(PolicyChecker checker, @Nullable Path file) throws IOException {
    BatchCheck batch = new BatchCheck(checker, out);
    if (file == null) {
      batch.run(in);
    } else {
      try (InputStream lines = Files.newInputStream(file)) {
        batch.run(lines);
      }
    }
    if (batch.bad() == 0) {
      return ExitCode.OK;
    }
    err.println("portcullis: " + batch.bad() + " of " + batch.lines() + " lines cannot be read");
    return ExitCode.USAGE;
  }

  private static @Nullable Path batch(ParsedCommand options) throws CliUsageException {
    if (!options.has("--batch")) {
      return null;
    }
    for (String option : OF_ONE_CALL) {
      if (options.has(option)) {
        throw new CliUsageException(option + " does not go with --batch, whose lines say it");
      }
    }
    String file = options.required("--batch");
    return file.equals("-") ? null : PathArgument.file(file);
  }
}
