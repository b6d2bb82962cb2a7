// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Reports why a text is no YAML, with the line, and explains the mistakes that policies have. */
final class YamlMistakes {
  private static final int SHOWN = 40;
  private static final String ALIAS = "while scanning an alias";
  private static final String ESCAPE = "found unknown escape character ";

  private final String text;
  private final ProblemCollector problems;

  YamlMistakes(String text, ProblemCollector problems) {
    this.text = text;
    this.problems = problems;
  }

  /** Adds a problem with the line of its place. */
  void add(SourceLocation place, String message) {
    String excerpt = new ScalarSource(text, 0, 0, place, ScalarStyle.PLAIN).excerpt(place);
    problems.add(place, "", message, excerpt);
  }

  /**
   * Adds a problem that the library found.
   *
   * @param otherwise the place if the library names none
   */
  void add(MarkedYamlEngineException e, SourceLocation otherwise) {
    Optional<Mark> problem = e.getProblemMark().or(e::getContextMark);
    String context = e.getContext() == null ? "" : firstLine(e.getContext());
    String words = firstLine(e.getProblem());
    if (context.equals(ALIAS) && e.getContextMark().isPresent()) {
      Mark start = e.getContextMark().get();
      add(
          TreeBuilder.place(start),
          "not YAML: a text that begins with * needs quotes; did you mean \""
              + plainText(start)
              + "\"?");
    } else {
      add(
          problem.map(TreeBuilder::place).orElse(otherwise),
          "not YAML: " + (words.startsWith(ESCAPE) ? escape(words) : sentence(context, words)));
    }
  }

  private static String sentence(String context, String words) {
    return context.isEmpty() ? words : context + ", " + words;
  }

  private static String escape(String words) {
    String found = "\\" + words.substring(ESCAPE.length(), ESCAPE.length() + 1);
    return "a text in double quotes has no escape "
        + found
        + "; did you mean \\"
        + found
        + "? In single quotes a backslash is itself";
  }

  /** Returns the text up to the end of the item. */
  private String plainText(Mark start) {
    int from = text.offsetByCodePoints(0, start.getIndex());
    int to = from;
    while (to < text.length() && to - from < SHOWN && ",]}#\r\n".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    return text.substring(from, to).strip();
  }

  static String firstLine(@Nullable String text) {
    return text == null ? "unknown" : text.lines().findFirst().orElse("unknown");
  }
}
