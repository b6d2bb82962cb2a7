// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.json.JsonValue.JsonWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text, strictly and within bounds. */
public final class JsonReader {

  /** The maximum length of a text, in characters. */
  public static final int MAX_LENGTH = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_LENGTH)
                  .maxNameLength(MAX_LENGTH)
                  .maxNumberLength(1_000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Agents choose the names, so they must not be kept in a table that all parsers share.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** The maximum length of a record, in characters; it may hold arguments as an escaped text. */
  private static final int MAX_RECORD = 16 << 20;

  private static final JsonFactory RECORDS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_RECORD)
                  .maxNumberLength(1_000)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads a text; refuses anything other than exactly one value of well-formed Unicode. */
  public static JsonValue read(String text) throws InvalidArgumentsException {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidArgumentsException(
          "arguments are longer than " + MAX_LENGTH + " characters");
    }
    return read(text, FACTORY);
  }

  /** Reads a record of the journal, which may be longer. */
  public static JsonValue readRecord(String text) throws InvalidArgumentsException {
    if (text.length() > MAX_RECORD) {
      throw new InvalidArgumentsException(
          "the record is longer than " + MAX_RECORD + " characters");
    }
    return read(text, RECORDS);
  }

  private static JsonValue read(String text, JsonFactory factory) throws InvalidArgumentsException {
    requirePairs(text);
    try (JsonParser parser = factory.createParser(text)) {
      JsonReader reader = new JsonReader(parser);
      JsonValue value = reader.value(parser.nextToken());
      if (parser.nextToken() != null) {
        throw new InvalidArgumentsException("arguments hold more than one JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      // The message of the parser quotes the source, so it is not used.
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new InvalidArgumentsException("arguments are not valid JSON" + where);
    } catch (IOException e) {
      throw new InvalidArgumentsException("arguments are not valid JSON");
    }
  }

  private JsonValue value(@Nullable JsonToken token) throws IOException, InvalidArgumentsException {
    if (token == null) {
      throw new InvalidArgumentsException("arguments are not valid JSON: they are empty");
    }
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> JsonWord.TRUE;
      case VALUE_FALSE -> JsonWord.FALSE;
      case VALUE_NULL -> JsonWord.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new InvalidArgumentsException("arguments are not valid JSON");
    };
  }

  private JsonValue object() throws IOException, InvalidArgumentsException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      requirePairs(name);
      members.put(name, value(parser.nextToken()));
    }
    return new JsonObject(members);
  }

  private JsonValue array() throws IOException, InvalidArgumentsException {
    List<JsonValue> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return new JsonArray(items);
  }

  private JsonValue text() throws IOException, InvalidArgumentsException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    String value = parser.getText();
    requirePairs(value);
    return new JsonText(value, start, (int) parser.currentLocation().getCharOffset());
  }

  private JsonValue number() throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    String text = parser.getText();
    return new JsonNumber(text, start, start + text.length());
  }

  private static void requirePairs(String text) throws InvalidArgumentsException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isHighSurrogate(text.charAt(i))
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new InvalidArgumentsException("arguments hold half of a surrogate pair");
        }
        i++;
      }
    }
  }
}
