// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import io.portcullis.policy.internal.cel.compile.SourceToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits the source of an expression into tokens, also one that is not valid. */
final class SourceScanner {

  private static final List<String> SIGNS =
      List.of("===", "!==", "&&", "||", "==", "!=", "<=", ">=", "=>", "<>", "->", ":=");

  private final String source;
  private final List<SourceToken> tokens = new ArrayList<>();
  private int at;

  private SourceScanner(String source) {
    this.source = source;
  }

  /** Returns the tokens; the last one is the end of the source. */
  static List<SourceToken> scan(String source) {
    SourceScanner scanner = new SourceScanner(source);
    while (scanner.at < source.length()) {
      scanner.next();
    }
    scanner.tokens.add(new SourceToken(Kind.END, source.length(), ""));
    return scanner.tokens;
  }

  private void next() {
    char c = source.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (source.startsWith("//", at)) {
      int end = source.indexOf('\n', at);
      at = end < 0 ? source.length() : end;
    } else if (c == '"' || c == '\'') {
      text(at);
    } else if (Character.isJavaIdentifierStart(c)) {
      word();
    } else if (Character.isDigit(c)) {
      add(Kind.NUMBER, end(at, "."));
    } else {
      String sign = SIGNS.stream().filter(s -> source.startsWith(s, at)).findFirst().orElse("");
      add(Kind.SIGN, at + Math.max(1, sign.length()));
    }
  }

  private void word() {
    int end = end(at, "");
    boolean prefix =
        end - at <= 2
            && end < source.length()
            && "\"'".indexOf(source.charAt(end)) >= 0
            && source.substring(at, end).matches("[rRbB]{1,2}");
    if (prefix) {
      text(end);
    } else {
      add(Kind.WORD, end);
    }
  }

  private int end(int start, String more) {
    int end = start;
    while (end < source.length()
        && (Character.isJavaIdentifierPart(source.charAt(end))
            || more.indexOf(source.charAt(end)) >= 0)) {
      end++;
    }
    return end;
  }

  private void text(int quote) {
    char c = source.charAt(quote);
    String triple = String.valueOf(c).repeat(3);
    String close = source.startsWith(triple, quote) ? triple : String.valueOf(c);
    boolean raw = source.substring(at, quote).toLowerCase(Locale.ROOT).contains("r");
    int end = quote + close.length();
    while (end < source.length() && !source.startsWith(close, end)) {
      boolean escape = source.charAt(end) == '\\' && !raw;
      end += escape ? 2 : 1;
    }
    boolean open = end >= source.length();
    add(open ? Kind.OPEN_TEXT : Kind.TEXT, open ? source.length() : end + close.length());
  }

  private void add(Kind kind, int end) {
    tokens.add(new SourceToken(kind, at, source.substring(at, end)));
    at = end;
  }
}
