// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.api.Redaction;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a tool as one line of JSON, checked as strictly as the gate does by default, with
 * redactions applied. Numbers are copied as they were written.
 */
final class ArgumentText {
  static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[([0-9]{1,9})]");
  private static final Pattern DOLLAR_PATH = Pattern.compile("\\$(?:" + STEP + ")*");

  private final Map<JsonPointer, String> replacements = new HashMap<>();

  private ArgumentText() {}

  /**
   * Checks and compacts.
   *
   * @throws InvalidArguments saying what is wrong and where
   */
  static String checked(String json) throws InvalidArguments {
    return redacted(json, List.of());
  }

  /**
   * Checks, compacts and redacts.
   *
   * @throws InvalidArguments saying what is wrong, or which redaction could not be applied
   */
  static String redacted(String json, List<Redaction> redactions) throws InvalidArguments {
    if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new InvalidArguments("the arguments are larger than " + MAX_BYTES + " bytes");
    }
    ArgumentText text = new ArgumentText();
    for (Redaction redaction : redactions) {
      String before = text.replacements.put(pointer(redaction.path()), redaction.replacement());
      if (before != null && !before.equals(redaction.replacement())) {
        throw new InvalidArguments("two replacements for one place");
      }
    }
    try {
      String copy = text.copy(json);
      for (JsonPointer left : text.replacements.keySet()) {
        throw new InvalidArguments("nothing to redact at " + left);
      }
      return copy;
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new InvalidArguments(
          "the arguments are not valid JSON: " + e.getOriginalMessage() + place);
    } catch (IOException e) {
      throw new InvalidArguments("the arguments are not valid JSON: " + e.getMessage());
    }
  }

  private static JsonPointer pointer(String path) throws InvalidArguments {
    if (path.isEmpty() || path.startsWith("/")) {
      return JsonPointer.compile(path);
    }
    if (!DOLLAR_PATH.matcher(path).matches()) {
      throw new InvalidArguments("no path for a redaction: " + Printable.line(path));
    }
    JsonPointer pointer = JsonPointer.empty();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      pointer =
          step.group(1) == null
              ? pointer.appendIndex(Integer.parseInt(step.group(2)))
              : pointer.appendProperty(step.group(1));
    }
    return pointer;
  }

  private String copy(String json) throws IOException, InvalidArguments {
    StringWriter copy = new StringWriter();
    try (JsonParser parser = Json.FACTORY.createParser(json);
        JsonGenerator generator = Json.FACTORY.createGenerator(copy)) {
      if (parser.nextToken() == null) {
        throw new InvalidArguments("the arguments are empty");
      }
      int open = copyToken(parser, generator);
      while (open > 0 && parser.nextToken() != null) {
        open += copyToken(parser, generator);
      }
      if (parser.nextToken() != null) {
        throw new InvalidArguments("the arguments are more than one JSON value");
      }
    }
    return copy.toString();
  }

  /** Returns by how much the token opens (1) or closes (-1) an object or array. */
  private int copyToken(JsonParser parser, JsonGenerator generator)
      throws IOException, InvalidArguments {
    JsonToken token = parser.currentToken();
    String replacement = replacement(parser, token);
    if (replacement != null) {
      generator.writeString(replacement);
      parser.skipChildren();
      return 0;
    }
    if (token.isNumeric()) {
      generator.writeNumber(parser.getText());
    } else {
      refuseHalfPairs(parser, token);
      generator.copyCurrentEvent(parser);
    }
    return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
  }

  private static void refuseHalfPairs(JsonParser parser, JsonToken token)
      throws IOException, InvalidArguments {
    if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
        && !StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText())) {
      throw new InvalidArguments("the arguments hold half a surrogate pair");
    }
  }

  private @Nullable String replacement(JsonParser parser, JsonToken token) {
    if (replacements.isEmpty() || token == JsonToken.FIELD_NAME || token.isStructEnd()) {
      return null;
    }
    return replacements.remove(parser.getParsingContext().pathAsPointer());
  }

  /** The arguments, or what should be done to them, cannot be used. */
  static final class InvalidArguments extends Exception {
    private final String reason;

    InvalidArguments(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
