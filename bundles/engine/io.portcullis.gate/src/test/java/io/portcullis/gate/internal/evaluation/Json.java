// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes JSON at random with blanks and escapes, and reads JSON into a tree, the naive way. */
public final class Json {
  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final List<String> paths = new ArrayList<>();

  public Json(Random random) {
    this.random = random;
    value("", 0);
    blank();
  }

  public String text() {
    return text.toString();
  }

  public List<String> paths() {
    return paths;
  }

  private void value(String path, int depth) {
    paths.add(path);
    blank();
    switch (random.nextInt(depth > 4 ? 5 : 8)) {
      case 0 -> text.append(random.nextInt());
      case 1 -> text.append(random.nextDouble() * 1e10);
      case 2 -> text.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
      case 3, 4 -> string(random.nextInt(12));
      case 5 -> array(path, depth);
      default -> object(path, depth);
    }
    blank();
  }

  private void array(String path, int depth) {
    text.append('[');
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ",");
      value(path + '/' + i, depth + 1);
    }
    text.append(size == 0 ? blanks() : "").append(']');
  }

  private void object(String path, int depth) {
    text.append('{');
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ",");
      blank();
      String name =
          new String[] {"", "/", "~", "\u20ac", "\ud83d\ude00", "n", "0"}[random.nextInt(7)];
      name += i;
      text.append('"').append(name).append('"');
      blank();
      text.append(':');
      value(path + '/' + name.replace("~", "~0").replace("/", "~1"), depth + 1);
    }
    text.append('}');
  }

  private void string(int length) {
    text.append('"');
    for (int i = 0; i < length; i++) {
      String[] parts = {"a", "\\n", "\\\"", "\\\\", "\\u20ac", "\u20ac", "\ud83d\ude00", "}", ","};
      text.append(parts[random.nextInt(parts.length)]);
    }
    text.append('"');
  }

  private void blank() {
    text.append(blanks());
  }

  private String blanks() {
    return " \t\n\r".substring(0, random.nextInt(5)).repeat(random.nextInt(20) == 0 ? 300 : 1);
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(5_000).maxNameLength(1 << 20).build())
          .build();

  public static Object read(String json) {
    return read(json, null, null);
  }

  /** Reads with one value replaced. */
  public static Object read(String json, String path, String replacement) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      Object tree = read(parser, "", path, replacement);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one value");
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object read(JsonParser parser, String here, String path, String replacement)
      throws IOException {
    Object value;
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        String below = here + '/' + name.replace("~", "~0").replace("/", "~1");
        members.put(name, read(parser, below, path, replacement));
      }
      value = new ArrayList<>(members.entrySet());
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(read(parser, here + '/' + elements.size(), path, replacement));
      }
      value = elements;
    } else {
      JsonToken token = parser.currentToken();
      value = token == JsonToken.VALUE_STRING ? parser.getText() : token + parser.getText();
    }
    return here.equals(path) ? replacement : value;
  }
}
