// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON for terminals: one line, in which invisible characters are escaped. Stateless and
 * thread-safe.
 */
public final class TerminalJson {
  private static final int MAX_DEPTH = 1_000;

  // The gate limits the length of names and strings.
  private static final JsonFactory FACTORY = StrictJsonFactory.of(Integer.MAX_VALUE, MAX_DEPTH);

  private TerminalJson() {}

  /** Writes the fields of an object. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes the fields.
     *
     * @param json the generator of the object that has begun
     * @throws IOException if the generator refuses a field
     */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Writes the fields of an object that shows an item.
   *
   * @param <T> the type of the item
   */
  @FunctionalInterface
  public interface ItemBody<T> {
    /**
     * Writes the fields.
     *
     * @param item the item
     * @param json the generator of the object that has begun
     * @throws IOException if the generator refuses a field
     */
    void write(T item, JsonGenerator json) throws IOException;
  }

  /**
   * Returns an object in one line.
   *
   * @param body writes its fields
   * @return JSON without invisible characters
   */
  public static String object(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return PrintableText.escaped(text.toString());
  }

  /**
   * Writes a field.
   *
   * @param json the generator
   * @param name the name of the field
   * @param value the value, or null for the literal
   * @throws IOException if the generator refuses the field
   */
  public static void field(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    json.writeFieldName(name);
    json.writeString(value);
  }

  /**
   * Returns the word for a constant.
   *
   * @param constant a constant
   * @return its name in lower case
   */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a field with an array of strings.
   *
   * @param json the generator
   * @param name the name of the field
   * @param values the strings
   * @throws IOException if the generator refuses the field
   */
  public static void texts(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeFieldName(name);
    json.writeArray(values.toArray(String[]::new), 0, values.size());
  }

  /**
   * Writes a field with an array of objects.
   *
   * @param <T> the type of the items
   * @param json the generator
   * @param name the name of the field
   * @param items the items, one for each object
   * @param body writes the fields of one object
   * @throws IOException if the generator refuses the field
   */
  public static <T> void objects(JsonGenerator json, String name, List<T> items, ItemBody<T> body)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T item : items) {
      json.writeStartObject();
      body.write(item, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * Removes the blanks between tokens.
   *
   * @param text any text
   * @return the same JSON in one line, numbers unchanged; nothing if the text is not exactly one
   *     JSON value, or has no UTF-8
   */
  public static Optional<String> compact(String text) {
    StringWriter writer = new StringWriter(text.length());
    try (JsonParser parser = FACTORY.createParser(text);
        JsonGenerator json = FACTORY.createGenerator(writer)) {
      if (!copyValue(parser, json) || parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException e) { // not JSON
      return Optional.empty();
    }
    String line = writer.toString();
    // An escaped half of a surrogate pair has no UTF-8.
    return Optional.of(line).filter(StandardCharsets.UTF_8.newEncoder()::canEncode);
  }

  /** Copies the next value, and returns false if it is missing or incomplete. */
  private static boolean copyValue(JsonParser parser, JsonGenerator json) throws IOException {
    int open = 0;
    do {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return false;
      }
      copy(token, parser, json);
      open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (open > 0);
    return true;
  }

  /**
   * Indents JSON.
   *
   * @param text any text
   * @return the same JSON on several lines, numbers unchanged; nothing if the text is not JSON
   */
  public static Optional<String> pretty(String text) {
    StringWriter writer = new StringWriter(text.length());
    try (JsonParser parser = FACTORY.createParser(text);
        JsonGenerator json =
            FACTORY.createGenerator(writer).setPrettyPrinter(new DefaultPrettyPrinter())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        copy(token, parser, json);
      }
    } catch (IOException e) { // not JSON
      return Optional.empty();
    }
    return Optional.of(writer.toString());
  }

  private static void copy(JsonToken token, JsonParser parser, JsonGenerator json)
      throws IOException {
    if (token.isNumeric()) {
      json.writeNumber(parser.getText());
    } else {
      json.copyCurrentEvent(parser);
    }
  }
}
