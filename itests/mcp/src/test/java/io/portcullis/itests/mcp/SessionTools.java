// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static io.portcullis.itests.mcp.SampleContent.anything;
import static io.portcullis.itests.mcp.SampleContent.object;
import static io.portcullis.itests.mcp.SampleContent.string;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The tools the suite calls in the era with sessions. */
final class SessionTools {
  private SessionTools() {}

  static List<SyncToolSpecification> all() {
    return List.of(
        fixed("test_simple_text", text("This is a simple text response for testing.")),
        fixed("test_image_content", image()),
        fixed("test_audio_content", AudioContent.builder(SampleContent.WAV, "audio/wav").build()),
        fixed(
            "test_embedded_resource",
            resource("test://embedded-resource", "text/plain", "An embedded resource.")),
        fixed(
            "test_multiple_content_types",
            text("Multiple content types test:"),
            image(),
            resource(
                "test://mixed-content-resource",
                "application/json",
                "{\"test\":\"data\",\"value\":123}")),
        fixed("json_schema_2020_12_tool", SampleContent.SCHEMA_2020_12, text("ok")),
        tool(
            "test_error_handling",
            anything(),
            (exchange, call) ->
                CallToolResult.builder()
                    .content(List.of(text("This tool intentionally returns an error for testing")))
                    .isError(true)
                    .build()),
        tool("test_tool_with_logging", anything(), SessionTools::logs),
        tool("test_tool_with_progress", anything(), SessionTools::progresses),
        tool("test_sampling", object(Map.of("prompt", string())), SessionTools::samples),
        tool(
            "test_elicitation",
            object(Map.of("message", string())),
            (exchange, call) ->
                asks(
                    exchange,
                    String.valueOf(call.arguments().get("message")),
                    object(Map.of("username", string(), "email", string())))),
        tool(
            "test_elicitation_sep1034_defaults",
            anything(),
            (exchange, call) -> asks(exchange, "Your details", SampleContent.defaultsForm())),
        tool(
            "test_elicitation_sep1330_enums",
            anything(),
            (exchange, call) -> asks(exchange, "Your choices", SampleContent.choicesForm())));
  }

  private static CallToolResult logs(McpSyncServerExchange exchange, CallToolRequest call) {
    for (String line :
        List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
      exchange.loggingNotification(
          LoggingMessageNotification.builder(LoggingLevel.INFO, line).build());
    }
    return result(text("Logged"));
  }

  private static CallToolResult progresses(McpSyncServerExchange exchange, CallToolRequest call) {
    Object token = call.meta() == null ? null : call.meta().get("progressToken");
    if (token != null) {
      for (double done : new double[] {0, 50, 100}) {
        exchange.progressNotification(
            ProgressNotification.builder(token, done).total(100.0).build());
      }
    }
    return result(text("Progressed"));
  }

  private static CallToolResult samples(McpSyncServerExchange exchange, CallToolRequest call) {
    TextContent prompt = text(String.valueOf(call.arguments().get("prompt")));
    var answer =
        exchange.createMessage(
            CreateMessageRequest.builder(
                    List.of(SamplingMessage.builder(Role.USER, prompt).build()), 100)
                .build());
    return result(
        text(
            "LLM response: "
                + (answer.content() instanceof TextContent said ? said.text() : "(no text)")));
  }

  private static CallToolResult asks(
      McpSyncServerExchange exchange, String message, Map<String, Object> form) {
    var answer = exchange.createElicitation(ElicitFormRequest.builder(message, form).build());
    return result(
        text("User response: action=" + answer.action() + ", content=" + answer.content()));
  }

  static TextContent text(String text) {
    return TextContent.builder(text).build();
  }

  static ImageContent image() {
    return ImageContent.builder(SampleContent.PNG, "image/png").build();
  }

  static EmbeddedResource resource(String uri, String type, String text) {
    return EmbeddedResource.builder(TextResourceContents.builder(uri, text).mimeType(type).build())
        .build();
  }

  private static CallToolResult result(Content... content) {
    return CallToolResult.builder().content(List.of(content)).isError(false).build();
  }

  private static SyncToolSpecification fixed(String name, Content... content) {
    return fixed(name, anything(), content);
  }

  private static SyncToolSpecification fixed(
      String name, Map<String, Object> schema, Content... content) {
    return tool(name, schema, (exchange, call) -> result(content));
  }

  private static SyncToolSpecification tool(
      String name,
      Map<String, Object> schema,
      BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> body) {
    return SyncToolSpecification.builder()
        .tool(Tool.builder(name, schema).description("Fixture: " + name).build())
        .callHandler(body)
        .build();
  }
}
