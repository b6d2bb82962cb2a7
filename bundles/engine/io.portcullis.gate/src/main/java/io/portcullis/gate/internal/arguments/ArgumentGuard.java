// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.arguments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.support.json.StrictJsonFactory;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A validator of calls. It refuses names that are too long, and arguments that are too large or
 * that two parsers could read differently. Accepted is exactly one JSON value of bounded depth,
 * with unique member names and no lone surrogates. Thread-safe.
 */
public final class ArgumentGuard {
  /**
   * A problem of arguments.
   *
   * @param cause the problem, for programs
   * @param text a sentence that quotes nothing of the arguments
   */
  public record Problem(DenialCause cause, String text) {
    private static Problem invalid(String text) {
      return new Problem(DenialCause.ARGUMENTS_INVALID, text);
    }

    private static Problem tooLarge(String text) {
      return new Problem(DenialCause.ARGUMENTS_TOO_LARGE, text);
    }
  }

  private static final int MAX_NAME_LENGTH = 1_024;

  private final int maxBytes;
  private final int maxDepth;
  final JsonFactory json;

  public ArgumentGuard(int maxBytes, int maxDepth) {
    this.maxBytes = maxBytes;
    this.maxDepth = maxDepth;
    json = StrictJsonFactory.of(maxBytes, maxDepth);
  }

  /** Returns the problem of the names or the arguments of a call, or null if they are valid. */
  public @Nullable Problem problem(ToolCall call) {
    boolean oversized =
        call.tool().length() > MAX_NAME_LENGTH || call.source().length() > MAX_NAME_LENGTH;
    return oversized
        ? Problem.tooLarge("the name of the tool or of its source is too long")
        : problem(call.arguments());
  }

  /**
   * Returns the problem of the arguments.
   *
   * @return a sentence that quotes nothing of them, or null if they are valid
   */
  public @Nullable String complaint(String arguments) {
    Problem problem = problem(arguments);
    return problem == null ? null : problem.text();
  }

  /** Returns the problem of the arguments, or null if they are valid. */
  public @Nullable Problem problem(String arguments) {
    if (tooLarge(arguments)) {
      return Problem.tooLarge("the arguments are larger than " + maxBytes + " bytes");
    }
    int lone = PrintableText.loneSurrogate(arguments);
    if (lone >= 0) {
      return Problem.invalid("the arguments are not valid Unicode at character " + lone);
    }
    boolean escaped = arguments.contains("\\u");
    try (JsonParser parser = json.createParser(arguments)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Problem.invalid("the arguments are empty where JSON is expected");
      }
      int depth = 0;
      do {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (escaped
            && (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
            && PrintableText.loneSurrogate(parser.getText()) >= 0) {
          return Problem.invalid(
              "the arguments escape half a surrogate pair" + place(parser.currentLocation()));
        }
        token = parser.nextToken();
        if (depth == 0 && token != null) {
          return Problem.invalid(
              "the arguments hold more than one JSON value" + place(parser.currentLocation()));
        }
      } while (token != null);
      return null;
    } catch (StreamConstraintsException e) {
      return Problem.tooLarge(
          "the arguments exceed a limit (depth " + maxDepth + ")" + place(e.getLocation()));
    } catch (JsonProcessingException e) {
      return Problem.invalid(syntax(e) + place(e.getLocation()));
    } catch (IOException e) {
      return Problem.invalid("the arguments cannot be read");
    }
  }

  private boolean tooLarge(String arguments) {
    int length = arguments.length();
    if (length > maxBytes) {
      return true;
    }
    if (length <= maxBytes / 3) {
      return false;
    }
    long bytes = 0;
    for (int i = 0; i < length; i++) {
      char c = arguments.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes > maxBytes;
  }

  /** Replaces Jackson's messages, which quote the input: arguments must not reach a log. */
  private static String syntax(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    boolean duplicate = message != null && message.toLowerCase(Locale.ROOT).contains("duplicate");
    return duplicate
        ? "the arguments name a member twice in one object"
        : "the arguments are not valid JSON";
  }

  private static String place(@Nullable JsonLocation at) {
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
