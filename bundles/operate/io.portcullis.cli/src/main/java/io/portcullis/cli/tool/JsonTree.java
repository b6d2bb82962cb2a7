// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.support.json.StrictJsonFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text as a tree: {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@link
 * NumberText} or {@link #NULL}. Stateless and thread-safe.
 */
public final class JsonTree {
  /** The literal {@code null}. */
  public static final Object NULL = new Object();

  private static final int MAX_DEPTH = 100;
  private static final JsonFactory FACTORY = StrictJsonFactory.of(1 << 20, MAX_DEPTH);

  private JsonTree() {}

  /** A number as it is written. */
  public record NumberText(String text) {}

  /**
   * Parses a text.
   *
   * @throws IOException if it is not exactly one JSON value, has a name twice in an object, or is
   *     nested too deeply
   */
  public static Object parse(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      Object value = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw new IOException("more than one JSON value");
      }
      return value;
    }
  }

  private static Object value(JsonParser parser, @Nullable JsonToken token) throws IOException {
    if (token == null) {
      throw new IOException("no JSON value");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new NumberText(parser.getText());
      default -> NULL;
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      members.put(name, value(parser, parser.nextToken()));
    }
    return members;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      items.add(value(parser, token));
      token = parser.nextToken();
    }
    return items;
  }

  /** Returns a member of an object; null if the value is no object or has no such member. */
  public static @Nullable Object member(@Nullable Object value, String name) {
    return value instanceof Map<?, ?> map ? map.get(name) : null;
  }

  /** Returns a member that is a text, or an empty text. */
  public static String text(@Nullable Object value, String name) {
    return member(value, name) instanceof String text ? text : "";
  }

  /** Returns the items of an array; none if the value is no array. */
  public static List<Object> items(@Nullable Object value) {
    return value instanceof List<?> list ? List.copyOf(list) : List.of();
  }
}
