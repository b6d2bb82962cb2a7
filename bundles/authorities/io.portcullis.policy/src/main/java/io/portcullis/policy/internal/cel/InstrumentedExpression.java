// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.util.List;
import java.util.Optional;

/**
 * A checked expression that records the values and faults of its parts, over all evaluations. It
 * has the same results as the {@link CompiledExpression} that it comes from. Not thread-safe.
 */
public interface InstrumentedExpression {

  /**
   * Returns whether the condition holds.
   *
   * @throws ExpressionFault if it neither holds nor does not hold
   */
  boolean test(CallFrame frame) throws ExpressionFault;

  /**
   * Returns the value.
   *
   * @throws ExpressionFault if there is none
   */
  Object evaluate(CallFrame frame) throws ExpressionFault;

  /** Returns the whole expression with what was recorded until now. */
  Part root();

  /**
   * A part of the expression and what it did. A constant is no part. Inside a macro a part is
   * evaluated for each element.
   *
   * @param text the source of the part, in the spelling of the library
   * @param offset its position in the source of the expression
   * @param condition whether it is true or false
   * @param decides whether it is the whole expression or a truth value under {@code &&}, {@code
   *     ||}, {@code !} or {@code ?:}
   * @param timesTrue how often it was true
   * @param timesFalse how often it was false
   * @param timesOther how often it had another value
   * @param timesFailed how often it failed
   * @param value the last value, shortened, for a person; empty without one. It may contain
   *     arguments of the call
   * @param fault the last fault; empty without one
   * @param parts the parts inside, in the order of the source
   */
  record Part(
      String text,
      int offset,
      boolean condition,
      boolean decides,
      long timesTrue,
      long timesFalse,
      long timesOther,
      long timesFailed,
      Optional<String> value,
      Optional<ExpressionFault> fault,
      List<Part> parts) {

    /** Copies the parts. */
    public Part {
      parts = List.copyOf(parts);
    }

    /** Returns how often the part was evaluated. */
    public long times() {
      return timesTrue + timesFalse + timesOther + timesFailed;
    }
  }
}
