// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import io.portcullis.policy.model.PolicyProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Collects the problems of one document, up to a bound. Not thread-safe. */
public final class ProblemCollector {

  /** The maximum number of reported problems. */
  public static final int LIMIT = 50;

  private static final int MAX_TEXT = 300;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

  private final String file;
  private final List<PolicyProblem> problems = new ArrayList<>();

  public ProblemCollector(String file) {
    this.file = file;
  }

  /** The document, as the caller of the loader named it. */
  public String file() {
    return file;
  }

  public void add(SourceLocation place, String key, String message) {
    add(place, key, message, "");
  }

  /**
   * Adds a problem.
   *
   * @param excerpt the line with the place and a caret below it, or empty
   */
  public void add(SourceLocation place, String key, String message, String excerpt) {
    if (problems.size() < LIMIT) {
      problems.add(
          new PolicyProblem(
              file, place.line(), place.column(), shown(key), shown(message), excerpt));
    }
  }

  /** Messages quote the document, so each is one line of bounded length. */
  private static String shown(String text) {
    String line = CONTROL.matcher(text).replaceAll(" ");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
  }

  public int size() {
    return problems.size();
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** Returns all problems, in the order of their places. */
  public List<PolicyProblem> sorted() {
    return problems.stream()
        .sorted(
            Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column))
        .toList();
  }
}
