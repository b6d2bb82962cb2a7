// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A JSON object whose members are all strings. Not thread-safe. */
public final class TextObject {
  private final Map<String, String> members;

  private TextObject(Map<String, String> members) {
    this.members = members;
  }

  /**
   * Parses the whole of a text.
   *
   * @param json the text in UTF-8
   * @param factory the factory of the parser
   * @return the members in their order
   * @throws IOException if the text is not exactly one such object
   */
  public static Map<String, String> parse(byte[] json, JsonFactory factory) throws IOException {
    try (JsonParser parser = factory.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "not an object");
      TextObject object = read(parser);
      require(parser.nextToken() == null, "text follows the object");
      return object.members;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Reads the members of the object that has begun, to its end. */
  static TextObject read(JsonParser parser) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      require(parser.nextToken() == JsonToken.VALUE_STRING, "a value is not a string");
      members.put(key, parser.getText());
    }
    require(parser.currentToken() == JsonToken.END_OBJECT, "the object does not end");
    return new TextObject(members);
  }

  static void write(Map<String, String> members, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> member : members.entrySet()) {
      json.writeStringField(member.getKey(), member.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Removes a member that the object must have.
   *
   * @param key its name
   * @return its value
   * @throws IllegalArgumentException if the object has no such member
   */
  public String take(String key) {
    return takeOptional(key).orElseThrow(() -> new IllegalArgumentException("no " + key));
  }

  /**
   * Removes a member that the object may have.
   *
   * @param key its name
   * @return its value, or nothing
   */
  public Optional<String> takeOptional(String key) {
    return Optional.ofNullable(members.remove(key));
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /**
   * Refuses content.
   *
   * @param condition what must hold
   * @param otherwise the problem if it does not
   * @throws IllegalArgumentException if the condition does not hold
   */
  public static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
