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
 * Replaces values in JSON text. It works on the text, so that whatever is not redacted stays as it
 * was to the letter.
 */
public final class ArgumentRedactor {
  /** Without bounds of its own: the text has passed those of the guard, whatever they are. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          // Names come from agents: they must not stay in a table that all parsers share.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** Where a value stands in the text, and what comes in its place. */
  private record Splice(int start, int end, String replacement) {}

  /**
   * What is wanted at a place and below it. A tree, because one look per value must do: there may
   * be as many redactions as values.
   */
  private static final class Place {
    final Map<String, Place> below = new HashMap<>();
    @Nullable String replacement;

    Place at(List<String> way) {
      Place place = this;
      for (String step : way) {
        place = place.below.computeIfAbsent(step, name -> new Place());
      }
      return place;
    }
  }

  private ArgumentRedactor() {}

  /**
   * Applies every redaction, or none.
   *
   * @param arguments JSON text that has passed the {@link ArgumentGuard}
   * @return the changed text, or null if one of them cannot be applied
   */
  public static @Nullable String apply(String arguments, List<Redaction> redactions) {
    try {
      Place root = new Place();
      int wanted = 0;
      for (Redaction redaction : redactions) {
        Place place = root.at(way(redaction.path()));
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
   * The names and indices on the way to a place. Accepts an RFC 6901 pointer and <code>$.a.b[0]
   * </code>; throws for anything else.
   */
  private static List<String> way(String path) {
    if (path.startsWith("$")) {
      return dollarWay(path);
    }
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw new IllegalArgumentException("neither a JSON pointer nor a $ path");
    }
    List<String> way = new ArrayList<>();
    for (int at = 0; at < path.length(); ) {
      int end = path.indexOf('/', at + 1);
      end = end < 0 ? path.length() : end;
      String segment = path.substring(at + 1, end);
      if (segment.replace("~0", "").replace("~1", "").contains("~")) {
        throw new IllegalArgumentException("~ escapes nothing but 0 and 1");
      }
      way.add(segment.replace("~1", "/").replace("~0", "~"));
      at = end;
    }
    return way;
  }

  private static List<String> dollarWay(String path) {
    List<String> way = new ArrayList<>();
    for (int at = 1; at < path.length(); ) {
      boolean index = path.charAt(at) == '[';
      int end = index ? path.indexOf(']', at) : next(path, at + 1);
      if (end <= at + 1 || (!index && path.charAt(at) != '.')) {
        throw new IllegalArgumentException("not a path of the form $.a.b[0]");
      }
      String segment = path.substring(at + 1, end);
      way.add(index ? Integer.toString(Integer.parseUnsignedInt(segment)) : segment);
      at = index ? end + 1 : end;
    }
    return way;
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
        // Inside a struct the context is its own; where it stands is what its parent knows.
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

  /** The place of a value, or null if nothing is wanted there or below. */
  private static @Nullable Place place(
      JsonStreamContext here, List<@Nullable Place> open, Place root) {
    if (open.isEmpty()) {
      return root;
    }
    Place around = open.get(open.size() - 1);
    return around == null
        ? null
        : around.below.get(
            here.inArray() ? Integer.toString(here.getCurrentIndex()) : here.getCurrentName());
  }

  /** Steps over the value. After a number the parser may already have taken the blank behind it. */
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
