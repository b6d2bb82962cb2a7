// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The format of the file of pins: JSON in ASCII, with one line for each pin. It is read strictly,
 * because an unknown part could be a pin.
 */
final class PinFileFormat {
  /** The longest name of a server or a tool, in characters. */
  static final int MAX_NAME = 1_000;

  /** The maximum size of a pin without its names, in bytes. */
  private static final int FRAME = 256;

  private static final Pattern DIGEST = Pattern.compile(ToolDigest.PREFIX + "[0-9a-f]{64}");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_NAME).maxNestingDepth(8).build())
          .build();

  private PinFileFormat() {}

  /** Checks whether the names fit the format. */
  static boolean holds(PinSet.Key key) {
    return key.server().length() <= MAX_NAME && key.tool().length() <= MAX_NAME;
  }

  /** Returns the maximum size of a pin in the file, in bytes, including later changes. */
  static int size(String server, String tool) {
    return FRAME + escaped(server) + escaped(tool);
  }

  private static int escaped(String name) {
    int size = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      size += c < ' ' || c > '~' ? 6 : c == '"' || c == '\\' ? 2 : 1;
    }
    return size;
  }

  static byte[] write(List<Pin> pins) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        FACTORY.createGenerator(new OutputStreamWriter(bytes, StandardCharsets.US_ASCII))) {
      json.writeStartObject();
      json.writeNumberField("version", 1);
      json.writeArrayFieldStart("pins");
      for (Pin pin : pins) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("server", pin.server());
        json.writeStringField("tool", pin.tool());
        json.writeStringField("pinned", pin.pinned());
        if (pin.seen() != null) {
          json.writeStringField("seen", pin.seen());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a text that {@link #write} has written.
   *
   * @throws IOException if the text is anything else; the message has the line
   */
  static List<Pin> read(byte[] text) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      try {
        return read(json);
      } catch (IllegalArgumentException e) {
        int line = json.currentTokenLocation().getLineNr();
        throw new IOException("line " + line + ": " + e.getMessage(), e);
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IOException("line " + line + ": not valid JSON", e);
    }
  }

  private static List<Pin> read(JsonParser json) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "not an object");
    require(
        "version".equals(json.nextFieldName())
            && json.nextToken() == JsonToken.VALUE_NUMBER_INT
            && json.getText().equals("1"),
        "the version is not 1");
    require(
        "pins".equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY,
        "the list of pins is missing");
    List<Pin> pins = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      require(pins.size() < PinStore.MAX_TOOLS, "more than " + PinStore.MAX_TOOLS + " pins");
      pins.add(pin(json));
    }
    require(json.currentToken() == JsonToken.END_ARRAY, "a pin is not an object");
    require(json.nextToken() == JsonToken.END_OBJECT, "an unknown key");
    require(json.nextToken() == null, "more text follows");
    return pins;
  }

  private static Pin pin(JsonParser json) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      require(json.nextToken() == JsonToken.VALUE_STRING, "a value is not a string");
      texts.put(key, json.getText());
    }
    String seen = texts.containsKey("seen") ? digest(texts, "seen") : null;
    Pin pin = new Pin(text(texts, "server"), text(texts, "tool"), digest(texts, "pinned"), seen);
    require(texts.isEmpty(), "a pin has an unknown key");
    require(!pin.pinned().equals(seen), "a changed pin has two equal digests");
    return pin;
  }

  private static String digest(Map<String, String> texts, String key) {
    String digest = text(texts, key);
    require(DIGEST.matcher(digest).matches(), key + " is not a digest");
    return digest;
  }

  private static String text(Map<String, String> texts, String key) {
    String text = texts.remove(key);
    if (text == null) {
      throw new IllegalArgumentException("a pin has no " + key);
    }
    return text;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
