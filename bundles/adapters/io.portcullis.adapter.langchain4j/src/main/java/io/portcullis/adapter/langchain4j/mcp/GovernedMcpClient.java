// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.McpException;
import dev.langchain4j.mcp.client.McpGetPromptResult;
import dev.langchain4j.mcp.client.McpPrompt;
import dev.langchain4j.mcp.client.McpReadResourceResult;
import dev.langchain4j.mcp.client.McpResource;
import dev.langchain4j.mcp.client.McpResourceTemplate;
import dev.langchain4j.mcp.client.McpRoot;
import dev.langchain4j.service.tool.ToolExecutionResult;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.adapter.langchain4j.internal.DenialMessage;
import io.portcullis.adapter.langchain4j.internal.Rethrow;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolCallBuilder;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.TraceContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An MCP client behind the gate, for callers that use a client directly instead of through a tool
 * provider. It governs the requests that make the server act or return content:
 *
 * <ul>
 *   <li>{@code executeTool}: a call of that tool; a denial is an error result.
 *   <li>{@code readResource}: a call of the tool {@value #READ_RESOURCE} with {@code {"uri": …}}; a
 *       denial is an {@link McpException}, because the result cannot express a denial.
 *   <li>{@code getPrompt}: a call of the tool {@value #GET_PROMPT} with {@code {"name": …,
 *       "arguments": {…}}}; a denial as above.
 * </ul>
 *
 * Everything else is passed through: listing, subscribing, checking and configuring. A client that
 * is only used by a governed tool provider needs no governing; governing both asks twice.
 * Thread-safe if the client is.
 */
@SuppressWarnings("try") // the client decides what closing may throw
public final class GovernedMcpClient implements McpClient {
  /** The tool name for decisions about reading a resource. */
  public static final String READ_RESOURCE = "resources/read";

  /** The tool name for decisions about rendering a prompt. */
  public static final String GET_PROMPT = "prompts/get";

  /** JSON-RPC defines no code for a denial; this is the first of the codes for implementations. */
  private static final int DENIED = -32000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private final McpClient client;
  private final GovernedTools governed;

  /**
   * Governs a client.
   *
   * @param client the client
   * @param governed the governed tools whose gate and agent are used
   */
  public GovernedMcpClient(McpClient client, GovernedTools governed) {
    this.client = Objects.requireNonNull(client, "client");
    this.governed = Objects.requireNonNull(governed, "governed");
  }

  @Override
  public ToolExecutionResult executeTool(ToolExecutionRequest request) {
    return execute(request, null, client::executeTool);
  }

  @Override
  public ToolExecutionResult executeTool(
      ToolExecutionRequest request, @Nullable InvocationContext context) {
    return execute(request, context, actual -> client.executeTool(actual, context));
  }

  @Override
  public McpReadResourceResult readResource(String uri) {
    return read(uri, null, client::readResource);
  }

  @Override
  public McpReadResourceResult readResource(String uri, @Nullable InvocationContext context) {
    return read(uri, context, actual -> client.readResource(actual, context));
  }

  @Override
  public McpGetPromptResult getPrompt(String name, Map<String, Object> arguments) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("name", name);
    wanted.put("arguments", arguments == null ? Map.of() : arguments);
    ToolCall call = call(GET_PROMPT, null, "").arguments(json(wanted)).build();
    return orDenied(call, text -> prompt(JSON.readValue(text, OBJECT)));
  }

  private ToolExecutionResult execute(
      ToolExecutionRequest request,
      @Nullable InvocationContext context,
      Ask<ToolExecutionRequest, ToolExecutionResult> server) {
    String given = request.arguments();
    String id = Objects.requireNonNullElse(request.id(), "");
    ToolCall call =
        call(request.name(), context, id)
            .arguments(given == null || given.isBlank() ? "{}" : given)
            .build();
    ToolOutcome<ToolExecutionResult> outcome =
        governed.run(
            call, arguments -> server.answer(request.toBuilder().arguments(arguments).build()));
    return outcome instanceof ToolOutcome.Denied<ToolExecutionResult> denied
        ? DenialMessage.result(DenialMessage.text(call.tool(), denied.verdict()))
        : value(outcome);
  }

  private McpReadResourceResult read(
      String uri, @Nullable InvocationContext context, Ask<String, McpReadResourceResult> server) {
    ToolCall call =
        call(READ_RESOURCE, context, "").arguments(json(Map.of("uri", uri))).targetUrl(uri).build();
    return orDenied(call, text -> server.answer(string(JSON.readValue(text, OBJECT), "uri")));
  }

  @SuppressWarnings("unchecked") // the keys of a JSON object are strings
  private McpGetPromptResult prompt(Map<String, @Nullable Object> wanted) {
    if (!(wanted.get("arguments") instanceof Map<?, ?> arguments)) {
      throw new IllegalArgumentException("the arguments of a prompt must be an object");
    }
    return client.getPrompt(string(wanted, "name"), (Map<String, Object>) arguments);
  }

  private static String string(Map<String, @Nullable Object> object, String key) {
    if (object.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("'" + key + "' must be a string");
  }

  private <T> T orDenied(ToolCall call, ToolGate.Tool<T> server) {
    ToolOutcome<T> outcome = governed.run(call, server);
    if (outcome instanceof ToolOutcome.Denied<T> denied) {
      throw new McpException(DENIED, DenialMessage.text(call.tool(), denied.verdict()));
    }
    return value(outcome);
  }

  private static <T> T value(ToolOutcome<T> outcome) {
    if (outcome instanceof ToolOutcome.Completed<T> completed) {
      return completed.value();
    }
    throw Rethrow.asIs(((ToolOutcome.Failed<T>) outcome).cause());
  }

  private ToolCallBuilder call(String tool, @Nullable InvocationContext context, String id) {
    UUID invocation = context == null ? null : context.invocationId();
    return ToolCall.builder(tool)
        .source(Objects.requireNonNullElse(client.key(), ""))
        .trace(new TraceContext(invocation == null ? "" : invocation.toString(), id));
  }

  private static String json(Map<String, ?> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("arguments that cannot be written as JSON", e);
    }
  }

  @Override
  public String key() {
    return client.key();
  }

  @Override
  public @Nullable String instructions() {
    return client.instructions();
  }

  @Override
  public List<ToolSpecification> listTools() {
    return client.listTools();
  }

  @Override
  public List<ToolSpecification> listTools(InvocationContext context) {
    return client.listTools(context);
  }

  @Override
  public List<McpResource> listResources() {
    return client.listResources();
  }

  @Override
  public List<McpResource> listResources(InvocationContext context) {
    return client.listResources(context);
  }

  @Override
  public List<McpResourceTemplate> listResourceTemplates() {
    return client.listResourceTemplates();
  }

  @Override
  public List<McpResourceTemplate> listResourceTemplates(InvocationContext context) {
    return client.listResourceTemplates(context);
  }

  @Override
  public void subscribeToResource(String uri) {
    client.subscribeToResource(uri);
  }

  @Override
  public void unsubscribeFromResource(String uri) {
    client.unsubscribeFromResource(uri);
  }

  @Override
  public List<McpPrompt> listPrompts() {
    return client.listPrompts();
  }

  @Override
  public void checkHealth() {
    client.checkHealth();
  }

  @Override
  public void setRoots(List<McpRoot> roots) {
    client.setRoots(roots);
  }

  @Override
  public void close() throws Exception {
    client.close();
  }

  /** A request to the server. */
  @FunctionalInterface
  private interface Ask<Q, A> {
    A answer(Q question);
  }
}
