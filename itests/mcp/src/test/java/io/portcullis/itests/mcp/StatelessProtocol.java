// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Answers the methods of revision 2026-07-28, free of any transport. Safe for use by several
 * threads.
 */
final class StatelessProtocol {
  static final String VERSION = "2026-07-28";
  private static final String META = "io.modelcontextprotocol/";
  private static final Set<String> STREAMING =
      Set.of("test_tool_with_progress", "test_streaming_elicitation", "test_logging_tool");

  private record Listener(Object id, Set<String> kinds, Consumer<Map<String, Object>> sink) {}

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final StatelessTools tools = new StatelessTools(this::changed);

  /** A JSON-RPC error and the HTTP status that goes with it. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final int code;
    private final transient Object data;

    Refusal(int status, int code, String message, Object data) {
      super(message);
      this.status = status;
      this.code = code;
      this.data = data;
    }

    static Refusal invalid(String message) {
      return new Refusal(400, -32602, message, null);
    }

    int status() {
      return status;
    }

    Map<String, Object> body(JsonNode request) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("code", code);
      error.put("message", getMessage());
      if (data != null) {
        error.put("data", data);
      }
      return message(request, "error", error);
    }
  }

  static String version(JsonNode request) {
    return request.path("params").path("_meta").path(META + "protocolVersion").asText();
  }

  static JsonNode capabilities(JsonNode request) {
    return request.path("params").path("_meta").path(META + "clientCapabilities");
  }

  /** Whether the answer comes with notifications before it, so that HTTP has to stream it. */
  static boolean streams(JsonNode request) {
    return request.path("method").asText().equals("tools/call")
        && STREAMING.contains(request.path("params").path("name").asText());
  }

  /**
   * Looks at what every request has to carry.
   *
   * @throws Refusal if the version or the capabilities of the client are absent
   */
  void check(JsonNode request) {
    if (!request.path("params").path("_meta").path(META + "protocolVersion").isTextual()
        || !capabilities(request).isObject()) {
      throw Refusal.invalid("params._meta lacks protocolVersion or clientCapabilities");
    }
  }

  /**
   * Answers one request other than {@code subscriptions/listen}.
   *
   * @throws Refusal if it cannot be served
   */
  Map<String, Object> answer(JsonNode request, Consumer<Map<String, Object>> notify) {
    check(request);
    if (!version(request).equals(VERSION)) {
      throw new Refusal(
          400,
          -32022,
          "Unsupported protocol version",
          Map.of("supported", List.of(VERSION), "requested", version(request)));
    }
    Map<String, Object> result =
        new LinkedHashMap<>(
            switch (request.path("method").asText()) {
              case "server/discover" -> discover();
              case "tools/list" -> cached(Map.of("tools", tools.list()));
              case "tools/call" -> tools.call(request, notify);
              case "resources/list" -> cached(Map.of("resources", StatelessReads.resources()));
              case "resources/templates/list" ->
                  cached(Map.of("resourceTemplates", StatelessReads.templates()));
              case "resources/read" -> cached(StatelessReads.read(request));
              case "prompts/list" -> cached(Map.of("prompts", StatelessReads.prompts()));
              case "prompts/get" -> StatelessReads.prompt(request);
              case "completion/complete" ->
                  Map.of("completion", Map.of("values", List.of(), "total", 0, "hasMore", false));
              default -> throw new Refusal(404, -32601, "Method not found", null);
            });
    result.putIfAbsent("resultType", "complete");
    result.put(
        "_meta",
        Map.of(
            META + "serverInfo",
            Map.of("name", "portcullis-stateless-fixture", "version", "1.0.0")));
    return message(request, "result", result);
  }

  /** Acknowledges a subscription, and sends what it asked for until it is closed. */
  AutoCloseable listen(JsonNode request, Consumer<Map<String, Object>> sink) {
    Map<String, Object> granted = new LinkedHashMap<>();
    JsonNode wanted = request.path("params").path("notifications");
    for (String kind : List.of("toolsListChanged", "promptsListChanged")) {
      if (wanted.path(kind).asBoolean()) {
        granted.put(kind, true);
      }
    }
    Listener listener = new Listener(id(request), Set.copyOf(granted.keySet()), sink);
    sink.accept(
        notification(
            "notifications/subscriptions/acknowledged",
            Map.of(
                "notifications",
                granted,
                "_meta",
                Map.of(META + "subscriptionId", listener.id()))));
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void changed(String kind) {
    String method =
        "notifications/" + kind.substring(0, kind.indexOf("ListChanged")) + "/list_changed";
    for (Listener listener : listeners) {
      if (listener.kinds().contains(kind)) {
        listener
            .sink()
            .accept(
                notification(
                    method, Map.of("_meta", Map.of(META + "subscriptionId", listener.id()))));
      }
    }
  }

  private static Map<String, Object> discover() {
    return cached(
        Map.of(
            "supportedVersions",
            List.of(VERSION),
            "capabilities",
            Map.ofEntries(
                entry("tools", Map.of("listChanged", true)),
                entry("prompts", Map.of("listChanged", true)),
                entry("resources", Map.of()),
                entry("completions", Map.of()))));
  }

  private static Map<String, Object> cached(Map<String, Object> result) {
    Map<String, Object> all = new LinkedHashMap<>(result);
    all.putIfAbsent("resultType", "complete");
    all.put("ttlMs", 0);
    all.put("cacheScope", "private");
    return all;
  }

  static Map<String, Object> notification(String method, Map<String, Object> params) {
    return Map.of("jsonrpc", "2.0", "method", method, "params", params);
  }

  private static Map<String, Object> message(JsonNode request, String kind, Object content) {
    return Map.of("jsonrpc", "2.0", "id", id(request), kind, content);
  }

  private static Object id(JsonNode request) {
    return request.path("id").isNumber()
        ? request.path("id").longValue()
        : request.path("id").asText();
  }
}
