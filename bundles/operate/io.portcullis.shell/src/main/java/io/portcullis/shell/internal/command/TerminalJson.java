// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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

/** Writes JSON in one line with all control characters escaped. */
public final class TerminalJson {
  // The gate limits the length of names and strings.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private TerminalJson() {}

  /** Writes the fields of an object. */
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes the fields of an object that shows an item. */
  public interface ItemBody<T> {
    void write(T item, JsonGenerator json) throws IOException;
  }

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

  public static void field(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    json.writeFieldName(name);
    json.writeString(value); // null becomes the literal
  }

  /** Returns a constant in lower case, as in output. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  public static void texts(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeFieldName(name);
    json.writeArray(values.toArray(String[]::new), 0, values.size());
  }

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

  /** Returns JSON in one line, numbers unchanged; empty if the text is not one JSON value. */
  public static Optional<String> compact(String text) {
    StringWriter writer = new StringWriter(text.length());
    try (JsonParser parser = FACTORY.createParser(text);
        JsonGenerator json = FACTORY.createGenerator(writer)) {
      int open = 0;
      do {
        JsonToken token = parser.nextToken();
        if (token == null) {
          return Optional.empty();
        }
        copy(token, parser, json);
        open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      } while (open > 0);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException e) { // not JSON
      return Optional.empty();
    }
    String line = writer.toString();
    // An escaped half of a surrogate pair has no UTF-8.
    return Optional.of(line).filter(StandardCharsets.UTF_8.newEncoder()::canEncode);
  }

  /** Returns JSON indented on several lines, numbers unchanged; empty if the text is not JSON. */
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
