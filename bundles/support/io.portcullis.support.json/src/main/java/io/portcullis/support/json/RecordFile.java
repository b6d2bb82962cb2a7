// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.portcullis.support.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The format of a file of records: a JSON object with a version and a list of records, each an
 * object of strings on a line of its own. It is written in ASCII, so escapes preserve every text
 * exactly. It is read strictly, because content that is not understood might be a record.
 * Thread-safe.
 */
public final class RecordFile {
  private static final String VERSION = "version";
  private static final int MAX_DEPTH = 8;

  private final String list;
  private final JsonFactory factory;

  /**
   * Creates a format.
   *
   * @param list the name of the list
   * @param maxChars the maximum length of a string, in characters
   */
  public RecordFile(String list, int maxChars) {
    this.list = list;
    factory = StrictJsonFactory.ascii(maxChars, MAX_DEPTH);
  }

  private static final class LineForEach extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      json.writeRaw('\n');
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(",\n");
    }
  }

  /**
   * Returns the text of a file.
   *
   * @param records the records, each with its members in order
   * @return ASCII text
   * @throws IOException never, because nothing is written to a disk
   */
  public byte[] write(List<Map<String, String>> records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        factory.createGenerator(new OutputStreamWriter(bytes, StandardCharsets.US_ASCII))) {
      json.setPrettyPrinter(new LineForEach());
      json.writeStartObject();
      json.writeNumberField(VERSION, 1);
      json.writeArrayFieldStart(list);
      for (Map<String, String> record : records) {
        TextObject.write(record, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the text of a file.
   *
   * @param <T> the type of a record
   * @param text the text in UTF-8
   * @param max the maximum number of records
   * @param reader takes all members of a record, and throws an {@link IllegalArgumentException} or
   *     a {@link DateTimeException} for one that it does not understand
   * @return the records
   * @throws IOException if the text is not understood; the message is one line that begins with the
   *     place
   */
  public <T> List<T> read(byte[] text, int max, Function<TextObject, T> reader) throws IOException {
    try (JsonParser json = factory.createParser(text)) {
      try {
        return read(json, max, reader);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw unreadable(json.currentTokenLocation(), e.getMessage(), e);
      } catch (JsonProcessingException e) {
        JsonLocation at = e.getLocation(); // null if a limit is exceeded
        throw unreadable(at == null ? json.currentLocation() : at, e.getOriginalMessage(), e);
      }
    }
  }

  private static IOException unreadable(JsonLocation at, @Nullable String why, Exception e) {
    String place = "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    String what = String.valueOf(why).replaceAll(" \\(start marker.*", ""); // it names no source
    return new IOException(PrintableText.line(place + what), e);
  }

  private <T> List<T> read(JsonParser json, int max, Function<TextObject, T> reader)
      throws IOException {
    TextObject.require(json.nextToken() == JsonToken.START_OBJECT, "not an object");
    boolean versioned = false;
    List<T> records = null;
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      if (key.equals(VERSION)) {
        TextObject.require(
            json.nextToken() == JsonToken.VALUE_NUMBER_INT && json.getText().equals("1"),
            "the version is not 1");
        versioned = true;
      } else {
        TextObject.require(key.equals(list), "unknown key");
        records = records(json, max, reader);
      }
    }
    TextObject.require(json.currentToken() == JsonToken.END_OBJECT, "the object does not end");
    TextObject.require(json.nextToken() == null, "text follows the object");
    TextObject.require(versioned, "the version is missing");
    if (records == null) {
      throw new IllegalArgumentException("the list of " + list + " is missing");
    }
    return records;
  }

  private <T> List<T> records(JsonParser json, int max, Function<TextObject, T> reader)
      throws IOException {
    TextObject.require(json.nextToken() == JsonToken.START_ARRAY, list + " is not a list");
    List<T> records = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      TextObject.require(records.size() < max, "more than " + max + " " + list);
      TextObject record = TextObject.read(json);
      records.add(reader.apply(record));
      TextObject.require(record.isEmpty(), "unknown key in " + list);
    }
    TextObject.require(
        json.currentToken() == JsonToken.END_ARRAY, "a member of " + list + " is not an object");
    return records;
  }
}
