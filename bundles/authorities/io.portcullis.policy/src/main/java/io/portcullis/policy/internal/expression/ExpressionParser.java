// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses {@code clause ((AND|OR) clause)*} once, when a document is loaded. */
public final class ExpressionParser {

  private static final int MAX_LENGTH = 10_000;

  private ExpressionParser() {}

  /**
   * Parses an expression. An expression that cannot be understood always holds, because approval is
   * the safe answer.
   */
  public static Expression parse(String text, String tool) {
    if (text.length() > MAX_LENGTH) {
      String error = "expression is longer than " + MAX_LENGTH + " characters";
      return new Expression(List.of(), List.of(error), List.of());
    }
    ExpressionScanner scanner = new ExpressionScanner(text);
    scanner.scan();
    List<String> errors = new ArrayList<>(scanner.errors());
    String anomaly = text.isBlank() ? "the expression is empty" : scanner.anomaly();
    List<List<Clause>> groups = anomaly == null ? groups(scanner.tokens()) : null;
    if (groups == null) {
      String why = anomaly == null ? "write FIELD OPERATOR VALUE, joined by AND or OR" : anomaly;
      String remark =
          "expression is not understood (" + why + "), so every call needs approval; correct it";
      return new Expression(List.of(), errors, List.of(remark));
    }
    groups.stream().flatMap(List::stream).forEach(clause -> checkLevel(clause, errors));
    return new Expression(groups, errors, remarks(groups, tool));
  }

  private static void checkLevel(Clause clause, List<String> errors) {
    if (clause.field().name().equals("governance_level")
        && !(clause.literal() instanceof Literal.Level)) {
      errors.add("'governance_level' can be compared with L0, L1, L2 or L3 only");
    }
  }

  private static @Nullable List<List<Clause>> groups(List<ExpressionToken> tokens) {
    List<List<Clause>> groups = new ArrayList<>();
    List<Clause> group = new ArrayList<>();
    groups.add(group);
    for (int i = 0; i < tokens.size(); i += 4) {
      if (i + 2 < tokens.size()
          && tokens.get(i) instanceof ExpressionField field
          && tokens.get(i + 1) instanceof ComparisonOperator operator
          && tokens.get(i + 2) instanceof Literal literal) {
        group.add(new Clause(field, operator, literal));
      } else {
        return null;
      }
      if (i + 3 == tokens.size()) {
        return groups;
      }
      if (!(tokens.get(i + 3) instanceof ExpressionToken.Join join)) {
        return null;
      }
      if (join == ExpressionToken.Join.OR) {
        group = new ArrayList<>();
        groups.add(group);
      }
    }
    return null;
  }

  private static List<String> remarks(List<List<Clause>> groups, String tool) {
    Set<String> remarks = new LinkedHashSet<>();
    for (Clause clause : groups.stream().flatMap(List::stream).toList()) {
      String name = clause.field().name();
      switch (clause.field().kind()) {
        case EMPTY ->
            remarks.add("'" + name + "' is always empty for a tool call; use 'args." + name + "'");
        case UNKNOWN ->
            remarks.add("'" + name + "' is unknown to this engine, so its clause always holds");
        case ABSENT ->
            remarks.add(
                "'"
                    + name
                    + "' is absent in a tool call, so its clause "
                    + (clause.operator().holdsForNothing() ? "always" : "never")
                    + " holds");
        case TEAM, ARGUMENT -> addRemarks(clause, remarks);
        case TOOL -> {}
      }
    }
    if (groups.stream().allMatch(group -> neverHolds(group, tool))) {
      remarks.add("the expression can never hold, so approval is never requested");
    }
    return new ArrayList<>(remarks);
  }

  private static void addRemarks(Clause clause, Set<String> remarks) {
    String name = clause.field().name();
    if (!clause.comparable()) {
      remarks.add(
          "'"
              + name
              + "' cannot be compared with this literal, so the clause holds whenever '"
              + name
              + "' is present");
    }
    if (PathComparison.isOne(clause)) {
      remarks.add(
          "'"
              + name
              + "' is compared as text, not as a path: other spellings of the same path, such as"
              + " //etc, /./etc and /tmp/../etc for /etc, are not recognised");
    }
  }

  private static boolean neverHolds(List<Clause> group, String tool) {
    return group.stream().anyMatch(clause -> Boolean.FALSE.equals(constant(clause, tool)));
  }

  private static @Nullable Boolean constant(Clause clause, String tool) {
    if (clause.field().kind() == ExpressionField.Kind.TOOL && !tool.equals("*")) {
      return clause.toolIs(tool);
    }
    return clause.constant();
  }
}
