// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Splits an expression into tokens. Not thread-safe. */
final class ExpressionScanner {

  private static final Set<String> TIERS = Set.of("Low", "Medium", "High", "Critical");

  private final String text;
  private final List<ExpressionToken> tokens = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private @Nullable String anomaly;
  private int at;

  ExpressionScanner(String text) {
    this.text = text;
  }

  List<ExpressionToken> tokens() {
    return tokens;
  }

  List<String> errors() {
    return errors;
  }

  /** Returns why the expression cannot be understood; null if every token is valid. */
  @Nullable String anomaly() {
    return anomaly;
  }

  /** Scans to the end even after an anomaly, so that every unknown variable is found. */
  void scan() {
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (Character.isWhitespace(c)) {
        at += Character.charCount(c);
      } else if (c == '[') {
        list();
      } else if (c == '"') {
        String quoted = quoted();
        if (quoted != null) {
          tokens.add(new Literal.Text(quoted));
        }
      } else if ("<>=!".indexOf(c) >= 0) {
        comparison();
      } else if (word(c)) {
        word();
      } else {
        anomaly("unexpected character '" + Character.toString(c) + "'");
        at += Character.charCount(c);
      }
    }
  }

  private static boolean word(int c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }

  private void anomaly(String what) {
    if (anomaly == null) {
      anomaly = what;
    }
  }

  private void comparison() {
    String two = text.substring(at, Math.min(at + 2, text.length()));
    ComparisonOperator operator = ComparisonOperator.BY_WORD.get(two);
    if (operator == null) {
      operator = ComparisonOperator.BY_WORD.get(text.substring(at, at + 1));
      at++;
    } else {
      at += 2;
    }
    if (operator == null) {
      anomaly("'" + two.charAt(0) + "' alone is no operator; double it");
    } else {
      tokens.add(operator);
    }
  }

  private @Nullable String quoted() {
    StringBuilder out = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        char next = text.charAt(++at);
        if (next != '"' && next != '\\') {
          out.append(c);
        }
        out.append(next);
      } else {
        out.append(c);
      }
    }
    anomaly("a text has no closing quote");
    return null;
  }

  private void list() {
    List<String> items = new ArrayList<>();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ']') {
        at++;
        tokens.add(new Literal.Texts(List.copyOf(items)));
        return;
      }
      if (c == '"') {
        String item = quoted();
        if (item == null) {
          return;
        }
        items.add(item);
      } else if (Character.isWhitespace(c) || (c == ',' && !items.isEmpty())) {
        at++;
      } else {
        break;
      }
    }
    anomaly("a list may hold quoted texts only and must end with ]");
    int end = text.indexOf(']', Math.min(at, text.length()));
    at = end < 0 ? text.length() : end + 1;
  }

  private void word() {
    int start = at;
    while (at < text.length() && word(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    String word = text.substring(start, at);
    ExpressionToken token = token(word);
    if (token != null) {
      tokens.add(token);
    } else if (word.equals("true") || word.equals("false")) {
      anomaly("booleans cannot be compared; compare numbers or texts");
    } else if (word.matches("L[0-9]+")) {
      errors.add("unknown governance level '" + word + "'; write L0, L1, L2 or L3");
    } else if (Character.isDigit(word.codePointAt(0)) || "-.".indexOf(word.charAt(0)) >= 0) {
      anomaly("'" + word + "' is neither a number nor a duration");
    } else {
      errors.add(
          "unknown variable '" + word + "' in the expression; write tool, team or args.NAME");
    }
  }

  private static @Nullable ExpressionToken token(String word) {
    if (word.equals("AND") || word.equals("OR")) {
      return ExpressionToken.Join.valueOf(word);
    }
    if (ComparisonOperator.BY_WORD.containsKey(word)) {
      return ComparisonOperator.BY_WORD.get(word);
    }
    if (word.matches("L[0-3]")) {
      return new Literal.Level(word.charAt(1) - '0');
    }
    if (TIERS.contains(word)) {
      return new Literal.Tier(word);
    }
    BigDecimal number = NumberParser.decimal(word);
    if (number != null) {
      return new Literal.Decimal(number);
    }
    BigDecimal seconds = NumberParser.seconds(word);
    return seconds != null ? new Literal.Seconds(seconds) : ExpressionField.of(word);
  }
}
