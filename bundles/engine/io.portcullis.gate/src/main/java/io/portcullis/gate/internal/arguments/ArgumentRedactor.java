// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.arguments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.portcullis.api.Redaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces values in JSON text. It works on the text itself, so every other character stays as it
 * was.
 */
public final class ArgumentRedactor {
  /** Has no limits, because the text has passed the limits of the guard. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          // Names come from agents and must not stay in a table that all parsers share.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** The position of a value in the text, and its replacement. */
  private record Splice(int start, int end, String replacement) {}

  /**
   * The redactions of a place and of the places below it. A tree finds the redaction of a value in
   * one step, even if there are as many redactions as values.
   */
  private static final class Place {
    final Map<String, Place> below = new HashMap<>();
    @Nullable String replacement;

    Place at(List<String> segments) {
      Place place = this;
      for (String step : segments) {
        place = place.below.computeIfAbsent(step, name -> new Place());
      }
      return place;
    }
  }

  private ArgumentRedactor() {}

  /**
   * Applies all redactions, or none.
   *
   * @param arguments JSON text that has passed the {@link ArgumentGuard}
   * @return the changed text, or null if a redaction cannot be applied
   */
  public static @Nullable String apply(String arguments, List<Redaction> redactions) {
    try {
      Place root = new Place();
      int wanted = 0;
      for (Redaction redaction : redactions) {
        Place place = root.at(segments(redaction.path()));
        if (place.replacement == null) {
          place.replacement = redaction.replacement();
          wanted++;
        } else if (!place.replacement.equals(redaction.replacement())) {
          return null; // two replacements for one place
        }
      }
      List<Splice> splices = find(arguments, root);
      return splices.size() == wanted ? splice(arguments, splices) : null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Returns the names and indices that lead to a place: of an RFC 6901 pointer, or of a path like
   * {@code $.a.b[0]}. Throws an IllegalArgumentException for anything else.
   */
  private static List<String> segments(String path) {
    if (path.startsWith("$")) {
      return dollarSegments(path);
    }
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw new IllegalArgumentException("neither a JSON pointer nor a $ path");
    }
    List<String> segments = new ArrayList<>();
    for (int at = 0; at < path.length(); ) {
      int end = path.indexOf('/', at + 1);
      end = end < 0 ? path.length() : end;
      String segment = path.substring(at + 1, end);
      if (segment.replace("~0", "").replace("~1", "").contains("~")) {
        throw new IllegalArgumentException("~ escapes nothing but 0 and 1");
      }
      segments.add(segment.replace("~1", "/").replace("~0", "~"));
      at = end;
    }
    return segments;
  }

  private static List<String> dollarSegments(String path) {
    List<String> segments = new ArrayList<>();
    for (int at = 1; at < path.length(); ) {
      boolean index = path.charAt(at) == '[';
      int end = index ? path.indexOf(']', at) : next(path, at + 1);
      if (end <= at + 1 || (!index && path.charAt(at) != '.')) {
        throw new IllegalArgumentException("not a path of the form $.a.b[0]");
      }
      String segment = path.substring(at + 1, end);
      segments.add(index ? Integer.toString(Integer.parseUnsignedInt(segment)) : segment);
      at = index ? end + 1 : end;
    }
    return segments;
  }

  private static int next(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
      at++;
    }
    return at;
  }

  private static List<Splice> find(String arguments, Place root) throws IOException {
    List<Splice> splices = new ArrayList<>();
    List<@Nullable Place> open = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(arguments)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          continue;
        }
        if (token.isStructEnd()) {
          open.remove(open.size() - 1);
          continue;
        }
        // At the start of a struct the context is its own; its parent has its position.
        JsonStreamContext here = parser.getParsingContext();
        Place place = place(token.isStructStart() ? here.getParent() : here, open, root);
        if (place != null && place.replacement != null) {
          int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
          splices.add(new Splice(start, end(parser, token, start), place.replacement));
        } else if (token.isStructStart()) {
          open.add(place);
        }
      }
    }
    return splices;
  }

  /** Returns the place of a value, or null without a redaction there or below. */
  private static @Nullable Place place(
      JsonStreamContext here, List<@Nullable Place> open, Place root) {
    if (open.isEmpty()) {
      return root;
    }
    Place parent = open.get(open.size() - 1);
    return parent == null
        ? null
        : parent.below.get(
            here.inArray() ? Integer.toString(here.getCurrentIndex()) : here.getCurrentName());
  }

  /**
   * Skips the value and returns its end. After a number, the parser may have read the next blank.
   */
  private static int end(JsonParser parser, JsonToken token, int start) throws IOException {
    if (token.isScalarValue() && token != JsonToken.VALUE_STRING) {
      return start + parser.getTextLength();
    }
    parser.skipChildren();
    parser.finishToken();
    return Math.toIntExact(parser.currentLocation().getCharOffset());
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
