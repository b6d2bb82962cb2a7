// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.portcullis.api.Redaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces values in JSON text. It works on the text, so that whatever is not redacted stays as it
 * was to the letter.
 */
final class Redactor {
  private static final JsonFactory JSON = new JsonFactory();

  /** Where a value stands in the text, and what comes in its place. */
  private record Splice(int start, int end, String replacement) {}

  private Redactor() {}

  /**
   * Applies every redaction, or none.
   *
   * @param arguments JSON text that has passed the {@link ArgumentGuard}
   * @return the changed text, or null if one of them cannot be applied
   */
  static @Nullable String apply(String arguments, List<Redaction> redactions) {
    try {
      Map<JsonPointer, String> wanted = new LinkedHashMap<>();
      for (Redaction redaction : redactions) {
        String before = wanted.put(pointer(redaction.path()), redaction.replacement());
        if (before != null && !before.equals(redaction.replacement())) {
          return null; // two replacements for one place
        }
      }
      List<Splice> splices = find(arguments, wanted);
      return splices.size() == wanted.size() ? splice(arguments, splices) : null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Accepts an RFC 6901 pointer and <code>$.a.b[0]</code>; throws for anything else. */
  private static JsonPointer pointer(String path) {
    if (path.isEmpty() || path.startsWith("/")) {
      return JsonPointer.compile(path);
    }
    if (!path.startsWith("$")) {
      throw new IllegalArgumentException("neither a JSON pointer nor a $ path");
    }
    JsonPointer pointer = JsonPointer.empty();
    int at = 1;
    while (at < path.length()) {
      boolean index = path.charAt(at) == '[';
      int end = index ? path.indexOf(']', at) : next(path, at + 1);
      if (end < 0 || end <= at + 1 || (!index && path.charAt(at) != '.')) {
        throw new IllegalArgumentException("not a path of the form $.a.b[0]");
      }
      String segment = path.substring(at + 1, end);
      pointer =
          index ? pointer.appendIndex(Integer.parseInt(segment)) : pointer.appendProperty(segment);
      at = index ? end + 1 : end;
    }
    return pointer;
  }

  private static int next(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
      at++;
    }
    return at;
  }

  private static List<Splice> find(String arguments, Map<JsonPointer, String> wanted)
      throws IOException {
    List<Splice> splices = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(arguments)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME || token.isStructEnd()) {
          continue;
        }
        // Taken before the children are skipped: inside a struct the path is that of its parent.
        JsonPointer here = parser.getParsingContext().pathAsPointer();
        if (token.isStructStart()) {
          here = parser.getParsingContext().getParent().pathAsPointer();
        }
        String replacement = wanted.get(here);
        if (replacement != null) {
          int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
          parser.skipChildren();
          parser.finishToken();
          int end = Math.toIntExact(parser.currentLocation().getCharOffset());
          splices.add(new Splice(start, end, replacement));
        }
      }
    }
    return splices;
  }

  private static String splice(String arguments, List<Splice> splices) {
    splices.sort(Comparator.comparingInt(Splice::start));
    StringBuilder text = new StringBuilder(arguments.length());
    int at = 0;
    for (Splice splice : splices) {
      text.append(arguments, at, splice.start()).append('"');
      JsonStringEncoder.getInstance().quoteAsString(splice.replacement(), text);
      text.append('"');
      at = splice.end();
    }
    return text.append(arguments, at, arguments.length()).toString();
  }
}
