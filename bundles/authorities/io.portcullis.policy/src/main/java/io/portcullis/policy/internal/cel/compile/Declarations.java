// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import io.portcullis.policy.internal.cel.CompiledExpression;
import java.util.Map;
import java.util.Set;

/**
 * The names of a document that its expressions may use besides the fixed ones. Immutable; equal
 * declarations share compiled expressions.
 *
 * @param variables the type of each variable, as {@link CompiledExpression#type()} gives it, or
 *     {@link #ANY_TYPE}; the name {@code cwd} is the directory that relative paths start from
 * @param counters the names of the counters
 */
public record Declarations(Map<String, String> variables, Set<String> counters) {

  /** The type of a variable whose type is known only when it is evaluated. */
  public static final String ANY_TYPE = "dyn";

  /** The declarations of a document without variables and counters. */
  public static final Declarations NONE = new Declarations(Map.of(), Set.of());

  /** Copies the names. */
  public Declarations {
    variables = Map.copyOf(variables);
    counters = Set.copyOf(counters);
  }
}
