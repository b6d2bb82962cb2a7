// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.secret.SecretScanner;
import io.portcullis.policy.internal.secret.finding.Redactor;
import io.portcullis.policy.internal.secret.finding.SecretFinding;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import io.portcullis.policy.model.PolicyRedaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the redactions of one request. Not thread-safe. */
final class RedactionCollector {

  /**
   * Replaces redacted text while looking for further matches, because the replacement itself might
   * match. Two characters, because one could be what splits a secret.
   */
  private static final String HOLE = "\uFFFC\uFFFC";

  /** A limit, because a long name above many matches is repeated in the path of each of them. */
  private static final long MAX_PLACES = 1 << 23;

  private final TextScanner scanner;
  private final List<PolicyRedaction> redactions = new ArrayList<>();
  private final Map<String, String> holes = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private long places;

  RedactionCollector(TextScanner scanner) {
    this.scanner = scanner;
  }

  private record Piece(int start, int end, String with) {}

  /**
   * The path of a value; written out only when needed, since names may be long.
   *
   * @param name the name of the nearest member above the value
   */
  record Way(@Nullable Way above, String step, String name) {

    static final Way ROOT = new Way(null, "", "");

    Way to(String member) {
      return new Way(this, member, member);
    }

    Way to(int index) {
      return new Way(this, Integer.toString(index), name);
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

  /** Adds the redaction of a string, if any; returns false if the limit is reached. */
  boolean text(Way way, JsonText text) {
    List<SecretFinding> found = Redactor.merge(scanner.findings(text.value(), way.name()));
    if (!found.isEmpty()) {
      String left = blank(text.value(), found);
      String pointer = add(way, Redactor.redact(text.value(), found));
      holes.put(pointer, left);
      pieces.add(new Piece(text.start(), text.end(), quote(left)));
    }
    return places <= MAX_PLACES;
  }

  /** Adds the redaction of a whole string; returns false if the limit is reached. */
  boolean whole(Way way, JsonText text, SecretKind kind) {
    holes.put(add(way, kind.label()), HOLE);
    pieces.add(new Piece(text.start(), text.end(), quote(HOLE)));
    return places <= MAX_PLACES;
  }

  /** Adds the redaction of a number, if any; returns false if the limit is reached. */
  boolean number(Way way, JsonNumber number) {
    String integer = SecretScanner.numberText(number);
    List<SecretFinding> found =
        Redactor.merge(scanner.findings(number.text(), integer, way.name()));
    if (!found.isEmpty()) {
      add(way, found.get(0).kind().label());
      pieces.add(new Piece(number.start(), number.end(), quote(HOLE)));
    }
    return places <= MAX_PLACES;
  }

  private String add(Way way, String replacement) {
    String pointer = way.pointer();
    redactions.add(new PolicyRedaction(pointer, replacement));
    places += pointer.length();
    return pointer;
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

  private static String blank(String text, List<SecretFinding> merged) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (SecretFinding finding : merged) {
      out.append(text, at, finding.start()).append(HOLE);
      at = finding.end();
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
