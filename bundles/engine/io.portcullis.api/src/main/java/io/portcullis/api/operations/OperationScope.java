// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.util.Objects;

/**
 * What an operator's order is about.
 *
 * @param kind how much it covers
 * @param name the agent's id, or the operation as its trace id, a colon and its span id; empty for
 *     everything
 */
public record OperationScope(Kind kind, String name) {
  /** Longer names are refused, in characters. */
  public static final int MAX_NAME_LENGTH = 512;

  /** Everything that passes the gate. */
  public static final OperationScope ALL = new OperationScope(Kind.ALL, "");

  /** How much an order covers. */
  public enum Kind {
    /** Every call. */
    ALL,
    /** The calls of one agent, and those that others make on its behalf. */
    AGENT,
    /** The calls of one operation: one span of one trace. */
    OPERATION
  }

  /**
   * Refuses null, and a name that does not fit the kind.
   *
   * @throws IllegalArgumentException if everything has a name, an agent or operation has none or
   *     one that is too long, or an operation is not of the form {@code trace:span}
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
   * One agent.
   *
   * @param id the agent's id
   * @return its scope
   * @throws IllegalArgumentException if the id is blank or too long
   */
  public static OperationScope agent(String id) {
    return new OperationScope(Kind.AGENT, id);
  }

  /**
   * One operation.
   *
   * @param traceAndSpan the trace id, a colon and the span id, which may be empty
   * @return its scope
   * @throws IllegalArgumentException if the text is not of that form or too long
   */
  public static OperationScope operation(String traceAndSpan) {
    return new OperationScope(Kind.OPERATION, traceAndSpan);
  }

  /** As shown to people: {@code *}, {@code agent:ID} or {@code op:TRACE:SPAN}. */
  @Override
  public String toString() {
    return switch (kind) {
      case ALL -> "*";
      case AGENT -> "agent:" + name;
      case OPERATION -> "op:" + name;
    };
  }
}
