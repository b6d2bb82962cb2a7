// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.control;

import io.portcullis.launcher.failure.LaunchException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a running container to {@code status --json}, read by its keys and codes.
 *
 * @param mode the enforcement mode in force
 * @param transport the name of the selected transport, null while it is absent
 * @param shut the codes of the reasons why no call can be allowed, empty while the gate is open
 * @param misconfigured the problem of a configuration, empty if there is none
 * @param critical the problems that keep the container from its work, empty if there are none
 */
public record StatusReport(
    String mode,
    @Nullable String transport,
    Set<String> shut,
    String misconfigured,
    List<String> critical) {
  private static final String CONFIGURATION = "configuration";

  /** An operator's order is no fault of the container; it holds over a restart. */
  private static final String STOPPED_BY_OPERATOR = "stopped_by_operator";

  static StatusReport parse(String json) throws LaunchException {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject status = reader.readObject();
      return new StatusReport(
          status.getString("mode"),
          status.getString("transport", null),
          shut(status.getJsonObject("gate")),
          critical(status)
              .filter(StatusReport::isOfConfiguration)
              .map(StatusReport::detail)
              .findFirst()
              .orElse(""),
          critical(status).map(StatusReport::detail).toList());
    } catch (JsonException | NullPointerException | ClassCastException e) {
      throw new LaunchException("the container gave a status that cannot be read: " + json);
    }
  }

  private static Set<String> shut(JsonObject gate) {
    Set<String> codes =
        gate.getJsonArray("reasons").getValuesAs(JsonValue::asJsonObject).stream()
            .map(reason -> reason.getString("code"))
            .collect(Collectors.toUnmodifiableSet());
    if (gate.getBoolean("open") != codes.isEmpty()) {
      throw new JsonException("the gate is neither open nor shut");
    }
    return codes;
  }

  private static Stream<JsonObject> critical(JsonObject status) {
    return status.getJsonArray("health").getValuesAs(JsonValue::asJsonObject).stream()
        .filter(entry -> entry.getString("level").equals("critical"));
  }

  private static boolean isOfConfiguration(JsonObject entry) {
    return entry.getString("part", "").equals(CONFIGURATION);
  }

  private static String detail(JsonObject entry) {
    JsonValue detail = entry.getValue("/detail");
    return detail instanceof JsonString text ? text.getString() : detail.toString();
  }

  /** Returns whether calls can be decided. */
  boolean isReady() {
    boolean able = shut.stream().allMatch(STOPPED_BY_OPERATOR::equals);
    return transport != null && able && critical.isEmpty();
  }
}
