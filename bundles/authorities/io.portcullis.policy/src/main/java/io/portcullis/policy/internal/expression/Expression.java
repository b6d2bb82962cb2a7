// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition under which a call needs approval: one of several groups of clauses that all hold.
 * Immutable.
 */
public final class Expression {

  private final List<List<Clause>> groups;
  private final boolean readsArguments;
  private final List<String> errors;
  private final List<String> remarks;

  /**
   * Makes an expression.
   *
   * @param groups empty for an expression that always holds
   */
  Expression(List<List<Clause>> groups, List<String> errors, List<String> remarks) {
    this.groups = groups;
    this.errors = List.copyOf(errors);
    this.remarks = List.copyOf(remarks);
    this.readsArguments =
        groups.stream()
            .flatMap(List::stream)
            .anyMatch(clause -> clause.field().kind() == ExpressionField.Kind.ARGUMENT);
  }

  /** Why the document cannot be used. */
  public List<String> errors() {
    return errors;
  }

  /** What its author should know. */
  public List<String> remarks() {
    return remarks;
  }

  /** Whether {@link #test} needs the arguments. */
  public boolean readsArguments() {
    return readsArguments;
  }

  /**
   * Whether approval is needed. Arguments that are neither an object nor a list have no places to
   * read, and a lenient tool may take a text for the JSON in it, so they always need approval.
   */
  public boolean test(PolicyRequest request, String tool, @Nullable JsonValue arguments) {
    if (groups.isEmpty() || (readsArguments && !hasPlaces(arguments))) {
      return true;
    }
    for (List<Clause> group : groups) {
      if (all(group, request, tool, arguments)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasPlaces(@Nullable JsonValue arguments) {
    return arguments instanceof JsonObject || arguments instanceof JsonArray;
  }

  private static boolean all(
      List<Clause> group, PolicyRequest request, String tool, @Nullable JsonValue arguments) {
    for (Clause clause : group) {
      if (!clause.test(request, tool, arguments)) {
        return false;
      }
    }
    return true;
  }
}
