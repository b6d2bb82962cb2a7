// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.itests.mcp.StatelessProtocol.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The resources and prompts of the fixture of revision 2026-07-28. */
final class StatelessReads {
  private StatelessReads() {}

  static List<Map<String, Object>> resources() {
    return List.of(
        Map.of("uri", "test://static-text", "name", "text", "mimeType", "text/plain"),
        Map.of("uri", "test://static-binary", "name", "binary", "mimeType", "image/png"));
  }

  static List<Map<String, Object>> templates() {
    return List.of(
        Map.of(
            "uriTemplate",
            "test://template/{id}/data",
            "name",
            "template",
            "mimeType",
            "application/json"));
  }

  static Map<String, Object> read(JsonNode request) {
    String uri = request.path("params").path("uri").asText();
    if (uri.equals("test://static-text")) {
      return contents(uri, "text/plain", "text", "The static text resource.");
    }
    if (uri.equals("test://static-binary")) {
      return contents(uri, "image/png", "blob", SampleContent.PNG);
    }
    if (uri.matches("test://template/[^/]+/data")) {
      String id = uri.split("/")[3];
      return contents(
          uri,
          "application/json",
          "text",
          "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}");
    }
    // SEP-2164: not found is an error of parameters, over HTTP an answer like any other.
    throw new Refusal(200, -32602, "Resource not found", Map.of("uri", uri));
  }

  static List<Map<String, Object>> prompts() {
    return List.of(
        prompt("test_simple_prompt"),
        prompt("test_prompt_with_arguments", "arg1", "arg2"),
        prompt("test_prompt_with_embedded_resource", "resourceUri"),
        prompt("test_prompt_with_image"),
        prompt("test_input_required_result_prompt"));
  }

  static Map<String, Object> prompt(JsonNode request) {
    JsonNode params = request.path("params");
    JsonNode given = params.path("arguments");
    return switch (params.path("name").asText()) {
      case "test_simple_prompt" -> messages(text("This is a simple prompt for testing."));
      case "test_prompt_with_arguments" ->
          messages(
              text(
                  "Prompt with arguments: arg1='%s', arg2='%s'"
                      .formatted(given.path("arg1").asText(), given.path("arg2").asText())));
      case "test_prompt_with_embedded_resource" ->
          messages(
              resource(given.path("resourceUri").asText(), "text/plain", "Embedded content."),
              text("Please process the embedded resource above."));
      case "test_prompt_with_image" -> messages(image(), text("Please analyze the image above."));
      case "test_input_required_result_prompt" -> {
        JsonNode context =
            params.path("inputResponses").path("user_context").path("content").path("context");
        yield context.isTextual()
            ? messages(text("Prompt with context: " + context.asText()))
            : InputRound.asking()
                .form("user_context", "What context should the prompt use?", "context", "string")
                .result();
      }
      default -> throw new Refusal(200, -32602, "Unknown prompt", null);
    };
  }

  static Map<String, Object> text(String text) {
    return Map.of("type", "text", "text", text);
  }

  static Map<String, Object> image() {
    return Map.of("type", "image", "data", SampleContent.PNG, "mimeType", "image/png");
  }

  static Map<String, Object> resource(String uri, String type, String text) {
    return Map.of(
        "type", "resource", "resource", Map.of("uri", uri, "mimeType", type, "text", text));
  }

  private static Map<String, Object> contents(String uri, String type, String kind, String data) {
    return Map.of("contents", List.of(Map.of("uri", uri, "mimeType", type, kind, data)));
  }

  private static Map<String, Object> prompt(String name, String... arguments) {
    return Map.of(
        "name",
        name,
        "description",
        "Fixture: " + name,
        "arguments",
        Arrays.stream(arguments).map(a -> Map.of("name", a, "required", true)).toList());
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Map<String, Object> messages(Map<String, Object>... contents) {
    return Map.of(
        "messages",
        Arrays.stream(contents).map(c -> Map.of("role", "user", "content", c)).toList());
  }
}
