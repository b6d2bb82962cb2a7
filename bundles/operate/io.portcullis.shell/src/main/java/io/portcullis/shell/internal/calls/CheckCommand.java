// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Shows how the gate would decide one call, which never runs. Without an answer of the gate, the
 * verdict is deny.
 */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=check"})
public final class CheckCommand extends ShellCommand {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Duration timeout;

  /** Creates the command. */
  @Activate
  public CheckCommand(@Reference CurrentServices services) {
    this(services, TIMEOUT);
  }

  CheckCommand(CurrentServices services, Duration timeout) {
    super("check", services);
    this.timeout = timeout;
  }

  /** Runs the command in Gogo. */
  public CharSequence check(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request)
      throws CommandUsageException, InterruptedException {
    ToolCall call = call(request);
    ToolGate.Decision decision =
        services()
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

  private static ToolCall call(ShellRequest request) throws CommandUsageException {
    String word = request.value("--action").orElse(ActionType.TOOL_CALL.word());
    ActionType action =
        ActionType.parse(word)
            .orElseThrow(
                () -> new CommandUsageException("unknown action " + PrintableText.escaped(word)));
    AgentIdentity agent = agent(request);
    return ToolCall.builder(tool(action, request.value("--tool").orElse("")))
        .action(action)
        .agent(agent) // if nothing is given, the unknown one, for whom the gate has a default
        .arguments(request.value("--args").orElse("{}"))
        .source(request.value("--source").orElse(""))
        .targetUrl(request.value("--url").orElse(null))
        .build();
  }

  private static AgentIdentity agent(ShellRequest request) {
    return new AgentIdentity(
        request.value("--org").orElse(""),
        request.value("--team").orElse(""),
        request.value("--agent").orElse(""));
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
          TerminalJson.objects(json, "redactions", redactions(verdict), CheckCommand::write);
          json.writeFieldName("args");
          json.writeRawValue(TerminalJson.compact(decision.call().arguments()).orElse("null"));
        });
  }

  private static void write(Redaction redaction, JsonGenerator json) throws IOException {
    TerminalJson.field(json, "path", redaction.path());
    TerminalJson.field(json, "replacement", redaction.replacement());
  }

  private static List<Redaction> redactions(Verdict verdict) {
    if (verdict instanceof Verdict.Allow allow) {
      return allow.redactions();
    }
    return verdict instanceof Verdict.Pending pending ? pending.redactions() : List.of();
  }
}
