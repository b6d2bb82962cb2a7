// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.draft;

import io.portcullis.support.text.PrintableText;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes texts and names of arguments into conditions. Stateless and thread-safe. */
public final class CelText {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelText() {}

  /** Returns a text in double quotes. */
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
                out.append(String.format("\\U%08x", point));
              }
            });
    return out.append('"').toString();
  }

  /** Returns whether a name can follow a dot, so that {@code has} can test it. */
  public static boolean isIdentifier(String name) {
    return IDENTIFIER.matcher(name).matches() && !RESERVED.contains(name);
  }

  /** Returns the expression for an argument. */
  public static String argument(String name) {
    return isIdentifier(name) ? "args." + name : "args[" + quoted(name) + "]";
  }

  /** Returns a condition that an argument is missing. */
  public static String missing(String name) {
    return isIdentifier(name) ? "!has(args." + name + ")" : "!(" + quoted(name) + " in args)";
  }
}
