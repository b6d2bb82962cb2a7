// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.portcullis.policy.Redaction;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the redactions of one request. Not thread-safe. */
final class Redactor {

  static final String REPLACEMENT = "[REDACTED]";

  /**
   * Stands for redacted text while looking for what is left; the replacement itself might match.
   */
  private static final String HOLE = "\uFFFC";

  private static final int MOST_WORK = 1 << 24;

  private final List<Pattern> patterns;
  private final List<Redaction> redactions = new ArrayList<>();
  private final Map<String, String> holes = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>();

  Redactor(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  private record Piece(int start, int end, String with) {}

  /**
   * How often to look on in a text. One look is linear in the text, but many of them are not, so a
   * long text gets fewer and is redacted as a whole after that.
   */
  static int mostFinds(String text) {
    return Math.max(64, MOST_WORK / (text.length() + 1));
  }

  void text(String pointer, JsonText text) {
    BitSet matched = matched(text.value());
    if (!matched.isEmpty()) {
      redactions.add(new Redaction(pointer, replace(text.value(), matched, REPLACEMENT)));
      String left = replace(text.value(), matched, HOLE);
      holes.put(pointer, left);
      pieces.add(new Piece(text.start(), text.end(), quote(left)));
    }
  }

  void number(String pointer, JsonNumber number) {
    if (!matched(number.text()).isEmpty()) {
      redactions.add(new Redaction(pointer, REPLACEMENT));
      pieces.add(new Piece(number.start(), number.end(), quote(HOLE)));
    }
  }

  ScanResult result() {
    return redactions.isEmpty()
        ? ScanResult.NOTHING
        : new ScanResult(ScanResult.Kind.REDACTED, List.copyOf(redactions));
  }

  /** The source with holes where something was redacted. */
  String remaining(String source) {
    StringBuilder out = new StringBuilder(source.length());
    int at = 0;
    for (Piece piece : pieces) {
      out.append(source, at, piece.start).append(piece.with);
      at = piece.end;
    }
    return out.append(source, at, source.length()).toString();
  }

  /** The text at a place with holes where something was redacted. */
  String remaining(String pointer, String text) {
    return holes.getOrDefault(pointer, text);
  }

  private BitSet matched(String text) {
    BitSet matched = new BitSet();
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(text);
      int left = mostFinds(text);
      while (matcher.find()) {
        matched.set(matcher.start(), matcher.end());
        if (--left == 0) {
          matched.set(0, text.length());
          return matched;
        }
      }
    }
    return matched;
  }

  private static String replace(String text, BitSet matched, String with) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int start = matched.nextSetBit(at);
      if (start < 0) {
        break;
      }
      out.append(text, at, start).append(with);
      at = matched.nextClearBit(start);
    }
    return out.append(text, Math.min(at, text.length()), text.length()).toString();
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
