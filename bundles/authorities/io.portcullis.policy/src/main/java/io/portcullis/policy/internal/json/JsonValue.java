// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value; scalars know their position in the source. */
public sealed interface JsonValue {

  /** A string; {@code start} and {@code end} include its quotes. */
  record JsonText(String value, int start, int end) implements JsonValue {}

  /** A number as it was written. */
  record JsonNumber(String text, int start, int end) implements JsonValue {

    /** Returns the exact value; null if the exponent is too large. */
    public @Nullable BigDecimal decimal() {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  record JsonArray(List<JsonValue> items) implements JsonValue {}

  record JsonObject(Map<String, JsonValue> members) implements JsonValue {}

  /** The values without content. */
  enum JsonWord implements JsonValue {
    TRUE,
    FALSE,
    NULL
  }

  /** Returns the text member of an object; null if this is no object or has no such text. */
  default @Nullable String text(String name) {
    return this instanceof JsonObject object && object.members().get(name) instanceof JsonText text
        ? text.value()
        : null;
  }
}
