// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises clauses that compare a file path. */
final class PathComparison {

  private static final Pattern ROOTED =
      Pattern.compile("(?:\\.{0,2}|~[^/\\\\]*|[A-Za-z]:|file:.*)[/\\\\].*", Pattern.DOTALL);
  private static final Pattern PART = Pattern.compile(".*[/\\\\].*", Pattern.DOTALL);
  private static final Set<String> NAMES =
      Set.of("path", "file", "filename", "folder", "dir", "directory", "source", "destination");

  private PathComparison() {}

  /** Returns whether a clause compares an argument with a literal that looks like a path. */
  static boolean isOne(Clause clause) {
    if (clause.field().kind() != ExpressionField.Kind.ARGUMENT) {
      return false;
    }
    Pattern pattern = namesPath(clause.field()) ? PART : ROOTED;
    return texts(clause.literal()).stream().anyMatch(text -> pattern.matcher(text).matches());
  }

  private static boolean namesPath(ExpressionField field) {
    String last = field.path().get(field.path().size() - 1).folded();
    return NAMES.contains(last) || last.endsWith("path") || last.endsWith("file");
  }

  private static List<String> texts(Literal literal) {
    if (literal instanceof Literal.Text text) {
      return List.of(text.value());
    }
    return literal instanceof Literal.Texts texts ? texts.values() : List.of();
  }
}
