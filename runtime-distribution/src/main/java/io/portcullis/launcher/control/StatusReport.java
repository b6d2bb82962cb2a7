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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status --json} of a running container says.
 *
 * @param mode the enforcement mode in force
 * @param transport the name of the selected transport, null while it is not there
 * @param misconfigured what is wrong with a configuration, empty when nothing is
 * @param critical what keeps the container from doing its work, empty when it is well
 */
public record StatusReport(
    String mode, @Nullable String transport, String misconfigured, List<String> critical) {
  private static final String CONFIGURATION = "configuration";

  static StatusReport parse(String json) throws LaunchException {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject status = reader.readObject();
      return new StatusReport(
          status.getString("mode"),
          status.getString("transport", null),
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

  /** Calls can be decided. */
  boolean isReady() {
    return transport != null && critical.isEmpty();
  }
}
