// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import io.portcullis.policy.internal.cel.compile.SourceToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds what people write who know other languages, in expressions that were refused. */
final class CommonMistakes {

  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("=", mean("=", "==")),
          Map.entry("===", mean("===", "==")),
          Map.entry("!==", mean("!==", "!=")),
          Map.entry("=>", mean("=>", ">=")),
          Map.entry("<>", mean("<>", "!=")),
          Map.entry("&", mean("&", "&&")),
          Map.entry("|", mean("|", "||")),
          Map.entry(";", "leave out the semicolon"),
          Map.entry(":=", "an expression cannot assign; did you mean '=='?"),
          Map.entry("->", "write the variable and the condition with a comma: list.all(x, x > 0)"));

  private static final Map<String, String> INFIX_WORDS =
      Map.of("and", "&&", "or", "||", "is", "==", "equals", "==", "not", "!(value in list)");

  /** Words of other languages between two values, and the functions of policies. */
  private static final Map<String, String> INFIX_FUNCTIONS =
      Map.of(
          "matches", "matches",
          "like", "matches",
          "contains", "contains",
          "startswith", "startsWith",
          "endswith", "endsWith");

  private static final Map<String, String> VALUE_WORDS =
      Map.ofEntries(
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

  private static String mean(String written, String meant) {
    return "there is no operator '" + written + "'; did you mean '" + meant + "'?";
  }

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
    Optional<String> advice;
    if (infix) {
      advice =
          Optional.ofNullable(INFIX_WORDS.get(lower))
              .map(meant -> mean(token.text(), meant))
              .or(() -> function(lower, index));
    } else if (lower.equals("not")) {
      advice = Optional.of(mean(token.text(), "!"));
    } else {
      advice = Optional.ofNullable(VALUE_WORDS.get(token.text()));
    }
    advice.ifPresent(text -> add(token.start(), text));
  }

  /** Returns the call that was meant, with the values before and behind the word. */
  private Optional<String> function(String word, int index) {
    String name = INFIX_FUNCTIONS.get(word);
    if (name == null) {
      return Optional.empty();
    }
    String text = after(index).kind() == Kind.TEXT ? after(index).text() : "\"text\"";
    return Optional.of(
        "'"
            + word
            + "' is a function; did you mean "
            + path(index - 1)
            + "."
            + name
            + "("
            + text
            + ")?");
  }

  /** Returns the names and dots that end at a token. */
  private String path(int last) {
    int first = last;
    while (first >= 2 && tokens.get(first - 1).is(".")) {
      first -= 2;
    }
    StringBuilder path = new StringBuilder();
    for (int i = first; i <= last; i++) {
      path.append(tokens.get(i).text());
    }
    return tokens.get(last).kind() == Kind.WORD ? path.toString() : "value";
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
              "a text has no escape "
                  + found
                  + "; did you mean \\"
                  + found
                  + "? Or write r before the quote");
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
