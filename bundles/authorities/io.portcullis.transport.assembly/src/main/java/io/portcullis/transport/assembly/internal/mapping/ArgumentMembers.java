// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.support.json.StrictJsonFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of the arguments that a query sends instead of the arguments themselves. A member of
 * another type is an error, not a missing one. So is a duplicate member: the runtime would decide
 * about other values than those that run.
 */
final class ArgumentMembers {
  private static final int MAX_DEPTH = 1_000;

  private static final JsonFactory JSON = StrictJsonFactory.of(Integer.MAX_VALUE, MAX_DEPTH);

  private final Map<String, Object> members;

  private ArgumentMembers(Map<String, Object> members) {
    this.members = members;
  }

  static ArgumentMembers read(String json) throws UnsupportedCallException {
    try (JsonParser parser = JSON.createParser(json)) {
      return new ArgumentMembers(members(parser));
    } catch (IOException e) {
      // The message of the parser quotes contents, so it is not used.
      throw new UnsupportedCallException("the arguments are not valid JSON");
    }
  }

  private static Map<String, Object> members(JsonParser parser)
      throws IOException, UnsupportedCallException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new UnsupportedCallException("the arguments are not a JSON object");
    }
    Map<String, Object> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    if (parser.nextToken() != null) {
      throw new UnsupportedCallException("the arguments hold more than one JSON value");
    }
    return members;
  }

  /**
   * Returns a text, whole number, flag or list of texts; returns the parser for any other value,
   * which is refused later.
   */
  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.INT ? parser.getIntValue() : parser;
      case START_ARRAY -> texts(parser);
      default -> {
        parser.skipChildren();
        yield parser;
      }
    };
  }

  private static Object texts(JsonParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean only = true;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        texts.add(parser.getText());
      } else if (token == null) {
        throw new IOException("cut");
      } else {
        only = false;
        parser.skipChildren();
      }
    }
    return only ? texts : parser;
  }

  String text(String name) throws UnsupportedCallException {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new UnsupportedCallException("the arguments have no text member " + name);
  }

  String text(String name, String missing) throws UnsupportedCallException {
    return members.containsKey(name) ? text(name) : missing;
  }

  int number(String name, int missing) throws UnsupportedCallException {
    Object value = members.getOrDefault(name, missing);
    if (value instanceof Integer number) {
      return number;
    }
    throw new UnsupportedCallException(
        "the argument %s is not a 32-bit whole number".formatted(name));
  }

  boolean flag(String name) throws UnsupportedCallException {
    Object value = members.getOrDefault(name, false);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new UnsupportedCallException("the argument %s is neither true nor false".formatted(name));
  }

  List<String> texts(String name) throws UnsupportedCallException {
    @Nullable Object value = members.getOrDefault(name, List.of());
    if (value instanceof List<?> list) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new UnsupportedCallException("the argument %s is not a list of texts".formatted(name));
  }
}
