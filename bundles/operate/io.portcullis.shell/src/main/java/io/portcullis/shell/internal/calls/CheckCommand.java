// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Printable;
import io.portcullis.shell.internal.command.TerminalJson;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Shows how the gate would decide one call, which never runs. Without an answer of the gate, the
 * verdict is deny.
 */
public final class CheckCommand implements AnonymousCommand {
  public static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Set<String> VALUED =
      Set.of("--tool", "--args", "--agent", "--team", "--org", "--action", "--source", "--url");

  private final CurrentServices services;
  private final Duration timeout;

  public CheckCommand(CurrentServices services, Duration timeout) {
    this.services = services;
    this.timeout = timeout;
  }

  @Override
  public String usage() {
    return "check --tool NAME [--args JSON] [--agent ID] [--team T] [--org O] [--action WORD]"
        + " [--source S] [--url U]";
  }

  @Override
  public CommandResult run(List<String> arguments)
      throws CommandUsageException, InterruptedException {
    ToolCall call = call(CommandArguments.parse(arguments, VALUED, Set.of(), 0));
    ToolGate.Decision decision =
        services
            .useBest(ToolGate.class, gate -> preview(gate, call))
            .orElseGet(() -> denial(call, "no gate is registered: no adapter can run a tool"));
    return new CommandResult(exitCode(decision.verdict()), json(decision));
  }

  private ToolGate.Decision preview(ToolGate gate, ToolCall call) throws InterruptedException {
    try {
      ToolGate.Decision decision =
          gate.preview(call).toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return decision == null ? denial(call, "the gate gave no decision") : decision;
    } catch (TimeoutException e) {
      return denial(call, "no decision within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      return denial(call, "the gate failed: " + e.getCause());
    } catch (RuntimeException e) {
      return denial(call, "the gate failed: " + e);
    }
  }

  private static ToolGate.Decision denial(ToolCall call, String reason) {
    return new ToolGate.Decision(call, Verdict.Deny.fault(reason));
  }

  private static ToolCall call(CommandArguments options) throws CommandUsageException {
    String word = options.value("--action").orElse(ActionType.TOOL_CALL.word());
    ActionType action =
        ActionType.parse(word)
            .orElseThrow(() -> new CommandUsageException("unknown action " + Printable.line(word)));
    AgentIdentity agent =
        new AgentIdentity(
            options.value("--org").orElse(""),
            options.value("--team").orElse(""),
            options.value("--agent").orElse(""));
    return ToolCall.builder(tool(action, options.value("--tool").orElse("")))
        .action(action)
        .agent(agent) // if nothing is given, the unknown one, for whom the gate has a default
        .arguments(options.value("--args").orElse("{}"))
        .source(options.value("--source").orElse(""))
        .targetUrl(options.value("--url").orElse(null))
        .build();
  }

  /** Returns the tool, or the word of an action that uses no tool. */
  private static String tool(ActionType action, String given) throws CommandUsageException {
    if (!given.isBlank()) {
      return given;
    }
    if (action == ActionType.TOOL_CALL || action == ActionType.TOOL_RESULT) {
      throw new CommandUsageException("--tool is missing");
    }
    return action.word();
  }

  private static int exitCode(Verdict verdict) {
    return switch (verdict.kind()) {
      case ALLOW -> CommandResult.OK;
      case DENY -> CommandResult.DENIED;
      case PENDING -> CommandResult.PENDING;
    };
  }

  private static String json(ToolGate.Decision decision) {
    Verdict verdict = decision.verdict();
    return TerminalJson.object(
        json -> {
          TerminalJson.field(json, "verdict", TerminalJson.word(verdict.kind()));
          TerminalJson.field(json, "reason", verdict.reason());
          TerminalJson.field(json, "rule", verdict.rule());
          TerminalJson.objects(
              json,
              "redactions",
              redactions(verdict),
              (redaction, each) -> {
                TerminalJson.field(each, "path", redaction.path());
                TerminalJson.field(each, "replacement", redaction.replacement());
              });
          json.writeFieldName("args");
          json.writeRawValue(TerminalJson.compact(decision.call().arguments()).orElse("null"));
        });
  }

  private static List<Redaction> redactions(Verdict verdict) {
    if (verdict instanceof Verdict.Allow allow) {
      return allow.redactions();
    }
    return verdict instanceof Verdict.Pending pending ? pending.redactions() : List.of();
  }
}
