// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.decision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.adapter.assembly.internal.config.SdkSocketSettings;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolCallBuilder;
import io.portcullis.api.TraceContext;
import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Creates a call from a query. The agent is that of the socket: a query for another agent is
 * refused, because the rules of that agent would decide it. Thread-safe.
 */
public final class CallReader {
  /** The source of calls for which the SDK names none. */
  static final String SOURCE = "assembly";

  private static final JsonFactory JSON = new JsonFactory();

  private final SdkSocketSettings settings;
  private final String did;
  private final InstantSource clock;

  public CallReader(SdkSocketSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    did = settings.key().did();
  }

  /**
   * Returns the call of a query.
   *
   * @throws UnclearQueryException if the query contains nothing that can be decided
   */
  public ToolCall call(PolicyQuery query) throws UnclearQueryException {
    ToolCallBuilder call = of(query.context());
    ActionType found = typeOf(query.context());
    if (query.action() != io.portcullis.assembly.wire.values.WireActionType.UNSPECIFIED
        && !query.action().name().equals(found.name())) {
      throw new UnclearQueryException("the context does not fit the action type");
    }
    Duration patience = settings.decision();
    return call.agent(agent(query.agent()))
        .action(found)
        .trace(new TraceContext(query.traceId(), query.spanId()))
        .caller(caller(query.caller()))
        .deadline(patience.isZero() ? null : clock.instant().plus(patience))
        .build();
  }

  private AgentIdentity agent(AgentId said) throws UnclearQueryException {
    String id = settings.key().agentId();
    if (!said.agent().isEmpty() && !said.agent().equals(id) && !said.agent().equals(did)) {
      throw new UnclearQueryException("this is the socket of another agent");
    }
    return new AgentIdentity(
        settings.org().isEmpty() ? said.org() : settings.org(),
        settings.team().isEmpty() ? said.team() : settings.team(),
        id);
  }

  private static @Nullable AgentIdentity caller(AgentId said) {
    return said.equals(AgentId.NONE)
        ? null
        : new AgentIdentity(said.org(), said.team(), said.agent());
  }

  private static ActionType typeOf(ActionContext context) throws UnclearQueryException {
    return switch (context.kind()) {
      case LLM_CALL -> ActionType.LLM_CALL;
      case TOOL_CALL -> ActionType.TOOL_CALL;
      case FILE_OPERATION -> ActionType.FILE_OPERATION;
      case NETWORK_CALL -> ActionType.NETWORK_CALL;
      case PROCESS_EXEC -> ActionType.PROCESS_EXEC;
      case TOOL_RESULT -> ActionType.TOOL_RESULT;
      case MISSING -> throw new UnclearQueryException("the query does not describe the action");
    };
  }

  private static ToolCallBuilder of(ActionContext context) throws UnclearQueryException {
    return switch (context.kind()) {
      case TOOL_CALL -> toolCall((ActionContext.ToolCall) context);
      case TOOL_RESULT -> toolResult((ActionContext.ToolResult) context);
      case LLM_CALL -> llmCall((ActionContext.LlmCall) context);
      case FILE_OPERATION -> fileOperation((ActionContext.FileOperation) context);
      case NETWORK_CALL -> networkCall((ActionContext.NetworkCall) context);
      case PROCESS_EXEC -> processExec((ActionContext.ProcessExec) context);
      case MISSING -> throw new UnclearQueryException("the query does not describe the action");
    };
  }

  private static ToolCallBuilder toolCall(ActionContext.ToolCall tool)
      throws UnclearQueryException {
    return ToolCall.builder(tool.tool())
        .source(source(tool.source()))
        .arguments(text(tool.arguments()))
        .targetUrl(tool.targetUrl().isEmpty() ? null : tool.targetUrl());
  }

  private static ToolCallBuilder toolResult(ActionContext.ToolResult result)
      throws UnclearQueryException {
    return ToolCall.builder(result.tool())
        .source(source(result.source()))
        .arguments(text(result.result()))
        .targetUrl(result.sourceUrl().isEmpty() ? null : result.sourceUrl());
  }

  private static ToolCallBuilder llmCall(ActionContext.LlmCall llm) {
    return named(
        "llm_call",
        json -> {
          json.writeStringField("model", llm.model());
          json.writeNumberField("prompt_tokens", llm.promptTokens());
          json.writeBooleanField("contains_pii", llm.containsPii());
        });
  }

  private static ToolCallBuilder fileOperation(ActionContext.FileOperation file) {
    return named(
        "file_operation",
        json -> {
          json.writeStringField("operation", file.operation());
          json.writeStringField("path", file.path());
          json.writeBooleanField("is_sensitive_path", file.sensitive());
        });
  }

  private static ToolCallBuilder networkCall(ActionContext.NetworkCall network) {
    return named(
        "network_call",
        json -> {
          json.writeStringField("host", network.host());
          if (network.port() != 0) { // the wire's value for an unset port
            json.writeNumberField("port", network.port());
          }
          if (!network.protocol().isEmpty()) {
            json.writeStringField("protocol", network.protocol());
          }
        });
  }

  private static ToolCallBuilder processExec(ActionContext.ProcessExec process) {
    return named(
        "process_exec",
        json -> {
          json.writeStringField("command", process.command());
          json.writeArrayFieldStart("args");
          for (String arg : process.args()) {
            json.writeString(arg);
          }
          json.writeEndArray();
        });
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static ToolCallBuilder named(String name, Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return ToolCall.builder(name).source(SOURCE).arguments(text.toString());
  }

  private static String source(String said) {
    return said.isEmpty() ? SOURCE : said;
  }

  /** SDKs send no bytes if a call has no arguments. */
  private static String text(ImmutableBytes octets) throws UnclearQueryException {
    try {
      return octets.size() == 0 ? "{}" : octets.text();
    } catch (WireException e) {
      throw new UnclearQueryException("the arguments are not UTF-8");
    }
  }
}
