// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds what people write who know other languages, in expressions that were refused. */
final class CommonMistakes {

  private static final Map<String, String> SIGNS =
      Map.of(
          "=", "write == to compare",
          "===", "write == to compare",
          "!==", "write != to compare",
          "=>", "write >= for \"greater or equal\"",
          "<>", "write != for \"unequal\"",
          "&", "write && for \"and\"",
          "|", "write || for \"or\"",
          ";", "leave out the semicolon",
          ":=", "an expression cannot assign; write == to compare",
          "->", "write the variable and the condition with a comma: list.all(x, x > 0)");

  private static final Map<String, String> INFIX_WORDS =
      Map.ofEntries(
          Map.entry("and", "write && instead of AND"),
          Map.entry("or", "write || instead of OR"),
          Map.entry("is", "write == instead of IS"),
          Map.entry("equals", "write == to compare"),
          Map.entry("matches", "write value.matches(\"pattern\")"),
          Map.entry("like", "write value.matches(\"pattern\")"),
          Map.entry("contains", "write value.contains(\"text\")"),
          Map.entry("startswith", "write value.startsWith(\"text\")"),
          Map.entry("endswith", "write value.endsWith(\"text\")"),
          Map.entry("not", "write !(value in list)"));

  private static final Map<String, String> VALUE_WORDS =
      Map.ofEntries(
          Map.entry("not", "write ! instead of NOT"),
          Map.entry("if", "write condition ? a : b instead of IF"),
          Map.entry("None", "write null"),
          Map.entry("nil", "write null"),
          Map.entry("undefined", "write !has(args.x) for \"args.x is missing\""),
          Map.entry("NULL", "write null in lower case"),
          Map.entry("Null", "write null in lower case"),
          Map.entry("True", "write true in lower case"),
          Map.entry("TRUE", "write true in lower case"),
          Map.entry("False", "write false in lower case"),
          Map.entry("FALSE", "write false in lower case"));

  private static final String ESCAPES = "abfnrtv\\?\"'`xXuU0123";

  private final List<SourceToken> tokens;
  private final List<ExpressionProblem> problems = new ArrayList<>();

  private CommonMistakes(List<SourceToken> tokens) {
    this.tokens = tokens;
  }

  /** Returns the mistakes in the order of their positions; often none. */
  static List<ExpressionProblem> find(String source) {
    CommonMistakes mistakes = new CommonMistakes(SourceScanner.scan(source));
    for (int i = 0; i < mistakes.tokens.size(); i++) {
      mistakes.look(i);
    }
    return mistakes.problems;
  }

  private void look(int index) {
    SourceToken token = tokens.get(index);
    switch (token.kind()) {
      case SIGN -> sign(token, index);
      case WORD -> word(token, index);
      case TEXT -> text(token);
      case OPEN_TEXT -> add(token.start(), "the quote is not closed");
      case NUMBER, END -> {}
    }
  }

  private void sign(SourceToken token, int index) {
    String advice = SIGNS.get(token.text());
    if (advice != null) {
      add(token.start(), advice);
    } else if (token.is("*") && !startsValue(after(index))) {
      add(token.start(), "a text with * needs quotes: write name.startsWith(\"github_\")");
    } else if (token.is("(") && index > 0 && before(index).isWord("in")) {
      add(token.start(), "write a list in brackets: value in [\"a\", \"b\"]");
    }
  }

  private void word(SourceToken token, int index) {
    if (index > 0 && before(index).is(".")) {
      return;
    }
    boolean infix = index > 0 && before(index).endsValue() && !before(index).isWord("in");
    String lower = token.text().toLowerCase(Locale.ROOT);
    Optional<String> advice =
        infix
            ? Optional.ofNullable(INFIX_WORDS.get(lower))
            : Optional.ofNullable(VALUE_WORDS.get(token.text()))
                .or(() -> Optional.ofNullable(lower.equals("not") ? VALUE_WORDS.get(lower) : null));
    advice.ifPresent(text -> add(token.start(), text));
  }

  private void text(SourceToken token) {
    int quote = token.text().indexOf(token.text().charAt(token.text().length() - 1));
    if (token.text().substring(0, quote).equalsIgnoreCase("r")) {
      return;
    }
    for (int i = quote; i < token.text().length() - 1; i++) {
      if (token.text().charAt(i) == '\\') {
        String found = token.text().substring(i, i + 2);
        i++;
        if (ESCAPES.indexOf(found.charAt(1)) < 0) {
          add(
              token.start() + i - 1,
              "a text knows no " + found + "; write \\" + found + ", or r before the quote");
          return;
        }
      }
    }
  }

  private static boolean startsValue(SourceToken token) {
    return switch (token.kind()) {
      case WORD -> !token.isWord("and") && !token.isWord("or");
      case NUMBER, TEXT -> true;
      case SIGN -> token.is("(") || token.is("[") || token.is("-") || token.is("!");
      case OPEN_TEXT, END -> false;
    };
  }

  private SourceToken before(int index) {
    return tokens.get(index - 1);
  }

  private SourceToken after(int index) {
    return tokens.get(index + 1);
  }

  private void add(int offset, String message) {
    problems.add(new ExpressionProblem(offset, message));
  }
}
