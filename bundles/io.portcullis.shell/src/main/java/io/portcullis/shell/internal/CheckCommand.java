// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Asks the running engine about one call that never runs. */
final class CheckCommand implements Command {
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Set<String> VALUED =
      Set.of("--tool", "--args", "--agent", "--team", "--org", "--action", "--source", "--url");

  private final LiveCheck check;
  private final Duration timeout;
  private final InstantSource clock;

  CheckCommand(Services services, Duration timeout, InstantSource clock) {
    this.check = new LiveCheck(services, timeout);
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public String usage() {
    return "check --tool NAME [--args JSON] [--agent ID] [--team T] [--org O] [--action WORD]"
        + " [--source S] [--url U]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws UsageException, InterruptedException {
    LiveCheck.Answer answer = check.ask(call(Options.parse(arguments, VALUED, Set.of(), 0)));
    return new CommandResult(exitCode(answer.verdict()), json(answer));
  }

  private ToolCall call(Options options) throws UsageException {
    String word = options.value("--action").orElse(ActionType.TOOL_CALL.word());
    ActionType action =
        ActionType.parse(word)
            .orElseThrow(() -> new UsageException("unknown action " + Printable.line(word)));
    String tool = tool(action, options.value("--tool").orElse(""));
    AgentIdentity agent =
        new AgentIdentity(
            options.value("--org").orElse(""),
            options.value("--team").orElse(""),
            options.value("--agent").orElse(""));
    return ToolCall.builder(tool)
        .action(action)
        .arguments(options.value("--args").orElse("{}"))
        .source(options.value("--source").orElse(""))
        .targetUrl(options.value("--url").orElse(null))
        .build()
        .stamped("check-" + UUID.randomUUID(), agent, clock.instant().plus(timeout));
  }

  /** An action that is no use of a tool goes by its own word. */
  private static String tool(ActionType action, String given) throws UsageException {
    if (!given.isBlank()) {
      return given;
    }
    if (action == ActionType.TOOL_CALL || action == ActionType.TOOL_RESULT) {
      throw new UsageException("--tool is missing");
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

  private static String json(LiveCheck.Answer answer) {
    Verdict verdict = answer.verdict();
    return Json.object(
        json -> {
          Json.field(json, "verdict", verdict.kind().name().toLowerCase(Locale.ROOT));
          Json.field(json, "reason", verdict.reason());
          Json.field(json, "rule", verdict.rule());
          writeRedactions(json, verdict);
          json.writeFieldName("args");
          json.writeRawValue(answer.arguments().orElse("null"));
        });
  }

  private static void writeRedactions(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeArrayFieldStart("redactions");
    for (Redaction redaction : LiveCheck.redactions(verdict)) {
      json.writeStartObject();
      Json.field(json, "path", redaction.path());
      Json.field(json, "replacement", redaction.replacement());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
