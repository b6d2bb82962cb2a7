// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.model.PolicyRedaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the redactions of one request. Not thread-safe. */
final class RedactionCollector {

  static final String REPLACEMENT = "[REDACTED]";

  /**
   * Replaces redacted text while looking for further matches, because the replacement itself might
   * match.
   */
  private static final String HOLE = "\uFFFC";

  /** A limit, because a long name above many matches is repeated in the path of each of them. */
  private static final long MAX_PLACES = 1 << 23;

  private final List<Pattern> patterns;
  private final MatchBudget work;
  private final List<PolicyRedaction> redactions = new ArrayList<>();
  private final Map<String, String> holes = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private long places;

  RedactionCollector(List<Pattern> patterns, MatchBudget work) {
    this.patterns = patterns;
    this.work = work;
  }

  private record Span(int start, int end) {}

  private record Piece(int start, int end, String with) {}

  /** The path of a value; written out only when needed, since names may be long. */
  record Way(@Nullable Way above, String step) {

    static final Way ROOT = new Way(null, "");

    Way to(String name) {
      return new Way(this, name);
    }

    private String pointer() {
      StringBuilder out = new StringBuilder();
      write(out);
      return out.toString();
    }

    private void write(StringBuilder out) {
      if (above != null) {
        above.write(out);
        out.append('/').append(step.replace("~", "~0").replace("/", "~1"));
      }
    }
  }

  /** Adds the redaction; returns false if the limit is reached. */
  boolean text(Way way, JsonText text) {
    List<Span> matched = matched(text.value());
    if (!matched.isEmpty()) {
      String pointer = way.pointer();
      redactions.add(new PolicyRedaction(pointer, replace(text.value(), matched, REPLACEMENT)));
      String left = replace(text.value(), matched, HOLE);
      holes.put(pointer, left);
      pieces.add(new Piece(text.start(), text.end(), quote(left)));
      places += pointer.length();
    }
    return places <= MAX_PLACES;
  }

  /** Adds the redaction; returns false if the limit is reached. */
  boolean number(Way way, JsonNumber number) {
    if (!matched(number.text()).isEmpty()) {
      String pointer = way.pointer();
      redactions.add(new PolicyRedaction(pointer, REPLACEMENT));
      pieces.add(new Piece(number.start(), number.end(), quote(HOLE)));
      places += pointer.length();
    }
    return places <= MAX_PLACES;
  }

  ScanResult result() {
    return redactions.isEmpty()
        ? ScanResult.NOTHING
        : new ScanResult(ScanResult.Kind.REDACTED, List.copyOf(redactions));
  }

  /** Returns the source with every redacted text blanked. */
  String remaining(String source) {
    StringBuilder out = new StringBuilder(source.length());
    int at = 0;
    for (Piece piece : pieces) {
      out.append(source, at, piece.start).append(piece.with);
      at = piece.end;
    }
    return out.append(source, at, source.length()).toString();
  }

  /** Returns the text of a value with every redacted part blanked. */
  String remaining(String pointer, String text) {
    return holes.getOrDefault(pointer, text);
  }

  /** Returns the matches in order. Overlapping matches are merged; adjacent ones are not. */
  private List<Span> matched(String text) {
    List<Span> found = new ArrayList<>();
    for (Pattern pattern : patterns) {
      Matcher matcher = work.matcher(pattern, text);
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          found.add(new Span(matcher.start(), matcher.end()));
        }
        if (work.exhausted()) {
          return List.of(new Span(0, text.length()));
        }
      }
    }
    found.sort(Comparator.comparingInt(Span::start));
    return merge(found);
  }

  private static List<Span> merge(List<Span> sorted) {
    List<Span> merged = new ArrayList<>();
    for (Span span : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && span.start < merged.get(last).end) {
        Span before = merged.get(last);
        merged.set(last, new Span(before.start, Math.max(before.end, span.end)));
      } else {
        merged.add(span);
      }
    }
    return merged;
  }

  private static String replace(String text, List<Span> matched, String with) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Span span : matched) {
      out.append(text, at, span.start).append(with);
      at = span.end;
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
