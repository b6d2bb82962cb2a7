// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status --json} of a running container says.
 *
 * @param mode the enforcement mode in force
 * @param transport the name of the selected transport, null while it is not there
 * @param critical what keeps the container from doing its work, empty when it is well
 */
record Status(String mode, @Nullable String transport, List<String> critical) {

  static Status parse(String json) throws LaunchException {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject status = reader.readObject();
      return new Status(
          status.getString("mode"), status.getString("transport", null), critical(status));
    } catch (JsonException | NullPointerException | ClassCastException e) {
      throw new LaunchException("the container gave a status that cannot be read: " + json);
    }
  }

  private static List<String> critical(JsonObject status) {
    return status.getJsonArray("health").getValuesAs(JsonValue::asJsonObject).stream()
        .filter(entry -> entry.getString("level").equals("critical"))
        .map(entry -> entry.getValue("/detail"))
        .map(detail -> detail instanceof JsonString text ? text.getString() : detail.toString())
        .toList();
  }

  /** Calls can be decided. */
  boolean isReady() {
    return transport != null && critical.isEmpty();
  }
}
