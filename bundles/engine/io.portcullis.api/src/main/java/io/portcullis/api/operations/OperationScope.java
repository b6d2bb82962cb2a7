// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.util.Objects;

/**
 * The scope of an operator's order.
 *
 * @param kind the kind of scope
 * @param name the agent's id, or the operation as its trace id, a colon and its span id; empty for
 *     everything
 */
public record OperationScope(Kind kind, String name) {
  /** The maximum length of a name, in characters. */
  public static final int MAX_NAME_LENGTH = 512;

  /** Everything that passes the gate. */
  public static final OperationScope ALL = new OperationScope(Kind.ALL, "");

  /** The kinds of scope. */
  public enum Kind {
    /** Every call. */
    ALL,
    /** The calls of one agent, and those that others make on its behalf. */
    AGENT,
    /** The calls of one operation: one span of one trace. */
    OPERATION
  }

  /**
   * Refuses null and a name that does not fit the kind.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the scope of everything has a name, an agent or operation
   *     has none or one that is too long, or an operation is not of the form {@code trace:span}
   */
  public OperationScope {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    boolean fits =
        switch (kind) {
          case ALL -> name.isEmpty();
          case AGENT -> !name.isBlank();
          case OPERATION -> name.indexOf(':') > 0;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          switch (kind) {
            case ALL -> "everything has no name";
            case AGENT -> "an agent has an id";
            case OPERATION -> "an operation is named trace:span";
          });
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "the name has more than " + MAX_NAME_LENGTH + " characters");
    }
  }

  /**
   * Returns the scope of one agent.
   *
   * @param id the agent's id
   * @return the scope
   * @throws IllegalArgumentException if the id is blank or too long
   */
  public static OperationScope agent(String id) {
    return new OperationScope(Kind.AGENT, id);
  }

  /**
   * Returns the scope of one operation.
   *
   * @param traceAndSpan the trace id, a colon and the span id, which may be empty
   * @return the scope
   * @throws IllegalArgumentException if the text is not of that form or too long
   */
  public static OperationScope operation(String traceAndSpan) {
    return new OperationScope(Kind.OPERATION, traceAndSpan);
  }

  /** Returns the form for people: {@code *}, {@code agent:ID} or {@code op:TRACE:SPAN}. */
  @Override
  public String toString() {
    return switch (kind) {
      case ALL -> "*";
      case AGENT -> "agent:" + name;
      case OPERATION -> "op:" + name;
    };
  }
}
