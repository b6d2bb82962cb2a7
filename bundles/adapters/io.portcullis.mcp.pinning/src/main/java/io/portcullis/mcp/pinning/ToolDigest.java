// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.StrictJson;
import io.portcullis.support.json.StrictJsonFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of a tool's definition: the SHA-256 of its canonical form, which is the same for all
 * texts of the same JSON value.
 *
 * <p>The canonical form is UTF-8 without a blank between tokens.
 *
 * <ul>
 *   <li>Members of an object are in the order of their decoded names, compared by UTF-16 code
 *       units. The member {@code _meta} of the tool itself is left out, since its content may
 *       change from list to list; a deeper {@code _meta} stays.
 *   <li>Elements of an array keep their order.
 *   <li>Strings and names are quoted without escapes, with two exceptions: {@code "} and {@code \}
 *       get a {@code \} before them, and characters below U+0020 are written as {@code \}{@code
 *       u00} and two lower-case hex digits.
 *   <li>Numbers are written by value: the digits without zeros at either end, and if that leaves an
 *       exponent of ten, {@code E} and the exponent. So {@code 100}, {@code 1e2} and {@code 100.0}
 *       are {@code 1E2}, and {@code 0.50} is {@code 5E-1}; zero is {@code 0}, whatever its sign.
 *   <li>{@code true}, {@code false} and {@code null} are written so.
 * </ul>
 */
public final class ToolDigest {
  /** The prefix of a digest. */
  public static final String PREFIX = "sha256:";

  /** The text was bounded when it was read. */
  private static final JsonFactory FACTORY =
      StrictJsonFactory.of(Integer.MAX_VALUE, StrictJson.MAX_DEPTH);

  private ToolDigest() {}

  /**
   * Returns the digest of a definition.
   *
   * @param definition the JSON of the tool, an object without two members of one name
   * @return {@value #PREFIX} and 64 lower-case hex digits
   * @throws MalformedException if the text is not such an object, or a number is too long
   */
  public static String of(String definition) throws MalformedException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(canonical(definition).getBytes(StandardCharsets.UTF_8));
      return PREFIX + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the canonical form. */
  static String canonical(String definition) throws MalformedException {
    try (JsonParser parser = FACTORY.createParser(definition)) {
      Map<String, Object> tool = tool(parser);
      tool.remove("_meta");
      StringBuilder text = new StringBuilder(definition.length());
      write(tool, text);
      return text.toString();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new MalformedException(Reason.LONG_NUMBER);
    } catch (IOException e) {
      throw new MalformedException(Reason.NOT_JSON);
    }
  }

  private static Map<String, Object> tool(JsonParser parser)
      throws IOException, MalformedException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedException(Reason.NOT_AN_OBJECT);
    }
    Map<String, Object> tool = object(parser);
    if (parser.nextToken() != null) {
      throw new MalformedException(Reason.TRAILING);
    }
    return tool;
  }

  /** Reads an object, a list, or the canonical text of any other value. */
  private static Object value(JsonParser parser) throws IOException, MalformedException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new MalformedException(Reason.NOT_JSON);
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> quoted(parser.getText(), new StringBuilder()).toString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getText();
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new MalformedException(Reason.NOT_JSON);
    };
  }

  private static List<Object> list(JsonParser parser) throws IOException, MalformedException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }

  private static Map<String, Object> object(JsonParser parser)
      throws IOException, MalformedException {
    Map<String, Object> members = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (members.put(name, value(parser)) != null) {
        throw new MalformedException(Reason.DUPLICATE_KEY);
      }
    }
    return members;
  }

  private static void write(Object value, StringBuilder text) {
    if (value instanceof Map<?, ?> members) {
      writeObject(members, text);
    } else if (value instanceof List<?> list) {
      writeList(list, text);
    } else {
      text.append(value);
    }
  }

  private static void writeObject(Map<?, ?> members, StringBuilder text) {
    text.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      text.append(separator);
      quoted(String.valueOf(member.getKey()), text).append(':');
      write(member.getValue(), text);
      separator = ",";
    }
    text.append('}');
  }

  private static void writeList(List<?> list, StringBuilder text) {
    text.append('[');
    String separator = "";
    for (Object element : list) {
      text.append(separator);
      write(element, text);
      separator = ",";
    }
    text.append(']');
  }

  private static StringBuilder quoted(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"');
  }

  private static String number(String digits) {
    BigDecimal value = new BigDecimal(digits).stripTrailingZeros();
    if (value.signum() == 0) {
      return "0";
    }
    int exponent = Math.negateExact(value.scale());
    return value.unscaledValue() + (exponent == 0 ? "" : "E" + exponent);
  }
}
