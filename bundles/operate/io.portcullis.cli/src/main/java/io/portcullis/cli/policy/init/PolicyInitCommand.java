// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.policy.draft.NewFile;
import io.portcullis.cli.policy.init.DraftRule.DraftEffect;
import io.portcullis.cli.tool.McpServerClient;
import io.portcullis.cli.tool.McpServerException;
import io.portcullis.cli.tool.ServerTools;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks an MCP server for its tools and writes a first policy. */
public final class PolicyInitCommand {
  /** Starting may download the server. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final OutputStream out;
  private final PrintStream err;
  private final McpServer.Starter starter;
  private final Duration limit;

  /** Prints to two streams and starts servers as processes. */
  public PolicyInitCommand(OutputStream out, PrintStream err) {
    this(out, err, LocalMcpServer::start, LIMIT);
  }

  PolicyInitCommand(OutputStream out, PrintStream err, McpServer.Starter starter, Duration limit) {
    this.out = out;
    this.err = err;
    this.starter = starter;
    this.limit = limit;
  }

  /**
   * Writes the policy and the cases, and returns the exit code.
   *
   * @throws CliUsageException if no server is named, or a file exists that must not be replaced
   */
  public int run(ParsedCommand options) throws CliUsageException, IOException {
    NewFile policy = NewFile.of(options, "--out");
    NewFile cases = cases(options, policy);
    List<String> command = options.words();
    if (command.isEmpty()) {
      throw new CliUsageException("no server is named; write its command after --");
    }
    String workspace = WorkspaceOption.of(options, command);
    try {
      return write(tools(command), workspace, policy, cases);
    } catch (McpServerException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private int write(
      ServerTools listed, String workspace, @Nullable NewFile policy, @Nullable NewFile cases)
      throws CliUsageException, IOException {
    List<DraftRule> rules = DraftRules.of(listed.tools());
    String text = new DraftDocument(listed.server(), workspace, rules).text();
    String problem = problem(text);
    if (!problem.isEmpty()) {
      return failed("no policy can be made for these tools: " + problem);
    }
    write(policy, text);
    if (cases != null && policy != null) {
      cases.write(new DraftCases(workspace, rules).text(relative(policy.path(), cases.path())));
    }
    report(rules);
    return ExitCode.OK;
  }

  private static @Nullable NewFile cases(ParsedCommand options, @Nullable NewFile policy)
      throws CliUsageException {
    NewFile cases = NewFile.of(options, "--cases");
    if (cases == null) {
      return null;
    }
    if (policy == null) {
      throw new CliUsageException("--cases needs --out, because cases name the file of the policy");
    }
    if (absolute(cases.path()).equals(absolute(policy.path()))) {
      throw new CliUsageException("--cases and --out name the same file");
    }
    return cases;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static String relative(Path policy, Path cases) {
    Path folder = absolute(cases).getParent();
    return folder == null ? policy.toString() : folder.relativize(absolute(policy)).toString();
  }

  private ServerTools tools(List<String> command) throws McpServerException, IOException {
    try (McpServer server = start(command)) {
      return new McpServerClient(server.output(), server.input(), limit).tools();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private McpServer start(List<String> command) throws IOException {
    try {
      return starter.start(command);
    } catch (IOException e) {
      throw new IOException("cannot start the server: " + e.getMessage(), e);
    }
  }

  private static String problem(String text) {
    try {
      new PolicyLoader().parse("policy", text.getBytes(StandardCharsets.UTF_8));
      return "";
    } catch (PolicyException e) {
      return e.problems().get(0).toString();
    }
  }

  private void write(@Nullable NewFile file, String text) throws CliUsageException, IOException {
    if (file == null) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } else {
      file.write(text);
    }
  }

  private void report(List<DraftRule> rules) {
    err.println(
        "portcullis: %d tools: %d allowed, %d ask, %d denied; review each rule"
            .formatted(
                rules.size(),
                count(rules, DraftEffect.ALLOW),
                count(rules, DraftEffect.ASK),
                count(rules, DraftEffect.DENY)));
  }

  private static long count(List<DraftRule> rules, DraftEffect effect) {
    return rules.stream().filter(rule -> rule.effect() == effect).count();
  }

  private int failed(String message) {
    err.println("portcullis: " + PrintableText.escaped(message));
    return ExitCode.USAGE;
  }
}
