// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an expression reads of a call. Immutable.
 *
 * @param arguments the members of {@code args}
 * @param result the members of {@code result}
 * @param names the fixed names that are read, for example {@code tool}, {@code now}, {@code hints}
 *     or {@code labels}, {@code args} and {@code result} included
 * @param variables the variables that the expression itself names
 * @param counters the counters that the expression itself names
 */
public record ArgumentReferences(
    MemberSelection arguments,
    MemberSelection result,
    Set<String> names,
    Set<String> variables,
    Set<String> counters) {

  /** The references of an expression that reads nothing. */
  public static final ArgumentReferences NONE =
      new ArgumentReferences(
          MemberSelection.NOTHING, MemberSelection.NOTHING, Set.of(), Set.of(), Set.of());

  /** Copies the names. */
  public ArgumentReferences {
    names = Set.copyOf(names);
    variables = Set.copyOf(variables);
    counters = Set.copyOf(counters);
  }

  /** Returns the references of two expressions. */
  public ArgumentReferences union(ArgumentReferences other) {
    return new ArgumentReferences(
        arguments.union(other.arguments),
        result.union(other.result),
        both(names, other.names),
        both(variables, other.variables),
        both(counters, other.counters));
  }

  /** Returns the references with those of the variables that are read, at any depth. */
  public ArgumentReferences withVariables(Map<String, CompiledExpression> expressions) {
    ArgumentReferences all = this;
    Set<String> seen = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (String name : all.variables) {
        CompiledExpression expression = expressions.get(name);
        if (seen.add(name) && expression != null) {
          all = all.union(expression.references());
          more = true;
        }
      }
    }
    return all;
  }

  private static Set<String> both(Collection<String> some, Collection<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}
