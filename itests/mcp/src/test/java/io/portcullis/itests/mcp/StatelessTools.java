// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static io.portcullis.itests.mcp.SampleContent.anything;
import static io.portcullis.itests.mcp.SampleContent.object;
import static io.portcullis.itests.mcp.StatelessReads.image;
import static io.portcullis.itests.mcp.StatelessReads.resource;
import static io.portcullis.itests.mcp.StatelessReads.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.itests.mcp.StatelessProtocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The tools of the fixture of revision 2026-07-28. */
final class StatelessTools {
  /** The one tool whose argument {@code region} also travels in a header. */
  static final String HEADER_TOOL = "test_header_param";

  private static final List<String> PLAIN =
      List.of(
          "test_simple_text",
          "test_image_content",
          "test_audio_content",
          "test_embedded_resource",
          "test_multiple_content_types",
          "test_error_handling",
          "test_tool_with_progress",
          "test_missing_capability",
          "test_streaming_elicitation",
          "test_logging_tool",
          "test_trigger_tool_change",
          "test_trigger_prompt_change",
          "test_input_required_result_elicitation",
          "test_input_required_result_sampling",
          "test_input_required_result_list_roots",
          "test_input_required_result_request_state",
          "test_input_required_result_multiple_inputs",
          "test_input_required_result_multi_round",
          "test_input_required_result_tampered_state",
          "test_input_required_result_capabilities");

  private final Consumer<String> changed;
  private final SecretKeySpec key;

  StatelessTools(Consumer<String> changed) {
    this.changed = changed;
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  List<Map<String, Object>> list() {
    List<Map<String, Object>> tools = new ArrayList<>();
    PLAIN.forEach(name -> tools.add(tool(name, anything())));
    tools.add(tool("json_schema_2020_12_tool", SampleContent.SCHEMA_2020_12));
    tools.add(
        tool(
            HEADER_TOOL,
            object(Map.of("region", Map.of("type", "string", "x-mcp-header", "Region")))));
    return tools;
  }

  Map<String, Object> call(JsonNode request, Consumer<Map<String, Object>> notify) {
    JsonNode params = request.path("params");
    String name = params.path("name").asText();
    return switch (name) {
      case "test_simple_text" -> result(text("This is a simple text response for testing."));
      case "test_image_content" -> result(image());
      case "test_audio_content" ->
          result(Map.of("type", "audio", "data", SampleContent.WAV, "mimeType", "audio/wav"));
      case "test_embedded_resource" ->
          result(resource("test://embedded-resource", "text/plain", "An embedded resource."));
      case "test_multiple_content_types" ->
          result(
              text("Multiple content types test:"),
              image(),
              resource(
                  "test://mixed-content-resource",
                  "application/json",
                  "{\"test\":\"data\",\"value\":123}"));
      case "test_error_handling" ->
          Map.of(
              "content",
              List.of(text("This tool intentionally returns an error for testing")),
              "isError",
              true);
      case "test_tool_with_progress", "test_streaming_elicitation" -> progress(params, notify);
      case "test_missing_capability" -> needsSampling(request);
      case "test_trigger_tool_change" -> change("toolsListChanged");
      case "test_trigger_prompt_change" -> change("promptsListChanged");
      case HEADER_TOOL ->
          result(text("region=" + params.path("arguments").path("region").asText()));
      case "test_logging_tool", "json_schema_2020_12_tool" -> result(text("ok"));
      default -> {
        if (!PLAIN.contains(name)) {
          throw new Refusal(200, -32602, "Unknown tool", null);
        }
        yield rounds(name, request);
      }
    };
  }

  private Map<String, Object> rounds(String name, JsonNode request) {
    JsonNode params = request.path("params");
    JsonNode given = params.path("inputResponses");
    String state = state(params);
    return switch (name.substring("test_input_required_result_".length())) {
      case "elicitation" -> {
        JsonNode user = given.path("user_name").path("content").path("name");
        yield user.isTextual()
            ? result(text("Hello, " + user.asText() + "!"))
            : InputRound.asking()
                .form("user_name", "What is your name?", "name", "string")
                .result();
      }
      case "sampling" ->
          given.has("capital_question")
              ? result(text(given.path("capital_question").path("content").path("text").asText()))
              : InputRound.asking()
                  .sample("capital_question", "What is the capital of France?", 100)
                  .result();
      case "list_roots" ->
          given.path("client_roots").has("roots")
              ? result(text("Roots: " + given.path("client_roots").path("roots")))
              : InputRound.asking().roots("client_roots").result();
      case "request_state", "tampered_state" ->
          state.equals(name) && given.path("confirm").path("content").path("ok").asBoolean()
              ? result(text("state-ok integrity-ok"))
              : InputRound.asking()
                  .form("confirm", "Please confirm", "ok", "boolean")
                  .result(signed(name));
      case "multiple_inputs" ->
          state.equals(name)
                  && given.has("user_name")
                  && given.has("greeting")
                  && given.has("client_roots")
              ? result(text("All three are here"))
              : InputRound.asking()
                  .form("user_name", "What is your name?", "name", "string")
                  .sample("greeting", "Generate a greeting", 50)
                  .roots("client_roots")
                  .result(signed(name));
      case "multi_round" -> multiRound(state, given);
      case "capabilities" -> capable(StatelessProtocol.capabilities(request), given);
      default -> throw new IllegalStateException(name);
    };
  }

  private Map<String, Object> multiRound(String state, JsonNode given) {
    if (state.equals("round-1") && given.has("step1")) {
      return InputRound.asking()
          .form("step2", "Step 2: What is your favorite color?", "color", "string")
          .result(signed("round-2"));
    }
    if (state.equals("round-2") && given.has("step2")) {
      return result(text("Both steps are done"));
    }
    return InputRound.asking()
        .form("step1", "Step 1: What is your name?", "name", "string")
        .result(signed("round-1"));
  }

  private static Map<String, Object> capable(JsonNode capabilities, JsonNode given) {
    InputRound round = InputRound.asking();
    if (capabilities.has("elicitation")) {
      round.form("elicit_input", "Your input", "value", "string");
    }
    if (capabilities.has("sampling")) {
      round.sample("sample_input", "A sample", 50);
    }
    return !given.isEmpty() || round.isEmpty() ? result(text("capabilities-ok")) : round.result();
  }

  private static Map<String, Object> needsSampling(JsonNode request) {
    if (!StatelessProtocol.capabilities(request).has("sampling")) {
      throw new Refusal(
          400,
          -32021,
          "The client lacks a capability",
          Map.of("requiredCapabilities", Map.of("sampling", Map.of())));
    }
    return result(text("ok"));
  }

  private Map<String, Object> change(String kind) {
    changed.accept(kind);
    return result(text("changed"));
  }

  private static Map<String, Object> progress(
      JsonNode params, Consumer<Map<String, Object>> notify) {
    JsonNode token = params.path("_meta").path("progressToken");
    if (!token.isMissingNode()) {
      for (int done : new int[] {0, 50, 100}) {
        notify.accept(
            StatelessProtocol.notification(
                "notifications/progress",
                Map.of("progressToken", token, "progress", done, "total", 100)));
      }
    }
    return result(text("Progressed"));
  }

  private static Map<String, Object> tool(String name, Map<String, Object> schema) {
    return Map.of("name", name, "description", "Fixture: " + name, "inputSchema", schema);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Map<String, Object> result(Map<String, Object>... content) {
    return Map.of("content", List.of(content), "isError", false);
  }

  /** The state a retry carries, or nothing; one that we did not sign is refused. */
  private String state(JsonNode params) {
    JsonNode carried = params.path("requestState");
    if (carried.isMissingNode()) {
      return "";
    }
    String name = carried.asText().split("\\.", 2)[0];
    byte[] expected = signed(name).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, carried.asText().getBytes(StandardCharsets.UTF_8))) {
      throw Refusal.invalid("requestState is not ours");
    }
    return name;
  }

  private String signed(String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] tag = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
      return name + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
