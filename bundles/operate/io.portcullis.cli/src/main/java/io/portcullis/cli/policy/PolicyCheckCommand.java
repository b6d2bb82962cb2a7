// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.InstantArgument;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.argument.ToolNameArgument;
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
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    Path policy = PathArgument.parse(options.required("--policy"));
    EnforcementMode mode = mode(options);
    Instant now = now(options);
    Path batch = batch(options);
    ToolCall call = options.has("--batch") ? null : call(options);
    try (PolicyChecker checker = new PolicyChecker(policy, mode, now)) {
      checker.refusal().forEach(this::warn);
      return call == null ? all(checker, batch) : one(checker, call);
    } catch (PolicyException e) {
      e.problems().forEach(problem -> err.println(PrintableText.escaped(problem.toString())));
      return ExitCode.USAGE;
    }
  }

  private void warn(PolicyProblem refusal) {
    err.println(
        PrintableText.escaped(
            "portcullis: warning: an engine that runs denies every call with this policy: "
                + refusal));
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

  private static EnforcementMode mode(ParsedCommand options) throws CliUsageException {
    String word = options.value("--mode", EnforcementMode.ENFORCE.word());
    for (EnforcementMode mode : EnforcementMode.values()) {
      // Both ways: other letters have one of ours as their upper or their lower case.
      if (mode.name().equals(word.toUpperCase(Locale.ROOT))
          && mode.word().equals(word.toLowerCase(Locale.ROOT))) {
        return mode;
      }
    }
    throw new CliUsageException("--mode is none of enforce, observe, disabled");
  }

  private static @Nullable Instant now(ParsedCommand options) throws CliUsageException {
    String now = options.value("--now");
    return now == null ? null : InstantArgument.parse(now);
  }

  private static ToolCall call(ParsedCommand options) throws CliUsageException {
    ActionType action =
        ActionType.parse(options.value("--action", ActionType.TOOL_CALL.word()))
            .orElseThrow(() -> new CliUsageException("--action is not known"));
    return ToolCall.builder(ToolNameArgument.of(action, options.value("--tool", ""), "--tool"))
        .agent(
            new AgentIdentity(
                options.value("--org", ""),
                options.value("--team", ""),
                options.value("--agent", "")))
        .action(action)
        .source(options.value("--source", ""))
        .targetUrl(options.value("--url"))
        .arguments(options.value("--args", "{}"))
        .build();
  }
}
