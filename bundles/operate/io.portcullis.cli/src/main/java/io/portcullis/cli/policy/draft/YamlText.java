// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.draft;

import io.portcullis.support.text.PrintableText;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes texts into YAML so that they stay one text, whatever they contain. Stateless and
 * thread-safe.
 */
public final class YamlText {
  private static final int SHOWN = 160;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final Pattern PLAIN_CONDITION =
      Pattern.compile("[A-Za-z(][A-Za-z0-9_./()<>=&|! ,-]*");

  /** What YAML 1.1 and 1.2 take for something other than a text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private YamlText() {}

  /** Returns a name: plain if it cannot be misread, quoted otherwise. */
  public static String name(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : quoted(text);
  }

  /** Returns a condition, for a line of its own. */
  public static String condition(String text) {
    if (PLAIN_CONDITION.matcher(text).matches() && !text.endsWith(" ")) {
      return text;
    }
    boolean ascii = text.chars().allMatch(c -> c >= ' ' && c < 127);
    return ascii ? "'" + text.replace("'", "''") + "'" : quoted(text);
  }

  /** Returns a text in double quotes, with an escape for each character that cannot be shown. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                out.append('\\').appendCodePoint(point);
              } else if (PrintableText.isPrintable(Character.toString(point))) {
                out.appendCodePoint(point);
              } else {
                out.append(String.format("\\U%08X", point));
              }
            });
    return out.append('"').toString();
  }

  /** Returns an excerpt of a text for a comment: one line without invisible characters. */
  public static String comment(String text) {
    return PrintableText.line(text.strip(), SHOWN).strip();
  }
}
