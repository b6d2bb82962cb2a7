// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what a server asks of its client in one {@code input_required} result (SEP-2322). */
final class InputRound {
  private final Map<String, Object> requests = new LinkedHashMap<>();

  private InputRound() {}

  static InputRound asking() {
    return new InputRound();
  }

  InputRound form(String key, String message, String field, String type) {
    return add(
        key,
        "elicitation/create",
        Map.of(
            "message",
            message,
            "requestedSchema",
            SampleContent.object(Map.of(field, Map.of("type", type)))));
  }

  InputRound sample(String key, String prompt, int maxTokens) {
    return add(
        key,
        "sampling/createMessage",
        Map.of(
            "messages",
            List.of(Map.of("role", "user", "content", StatelessReads.text(prompt))),
            "maxTokens",
            maxTokens));
  }

  InputRound roots(String key) {
    return add(key, "roots/list", Map.of());
  }

  Map<String, Object> result() {
    return Map.of("resultType", "input_required", "inputRequests", requests);
  }

  Map<String, Object> result(String state) {
    return Map.of("resultType", "input_required", "inputRequests", requests, "requestState", state);
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  private InputRound add(String key, String method, Map<String, Object> params) {
    requests.put(key, Map.of("method", method, "params", params));
    return this;
  }
}
