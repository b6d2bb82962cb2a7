// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition under which a call needs approval: at least one of several groups holds, and a group
 * holds if all its clauses hold. Immutable.
 */
public final class Expression {

  private final List<List<Clause>> groups;
  private final boolean readsArguments;
  private final List<String> errors;
  private final List<String> remarks;

  /**
   * Creates an expression.
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

  /** Returns why the document cannot be used. */
  public List<String> errors() {
    return errors;
  }

  /** Returns warnings for the author. */
  public List<String> remarks() {
    return remarks;
  }

  /** Returns whether {@link #test} needs the arguments. */
  public boolean readsArguments() {
    return readsArguments;
  }

  /**
   * Returns whether the call needs approval. Arguments that are neither an object nor a list always
   * need approval: they contain no values to read, and a lenient tool may parse JSON inside a text.
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
