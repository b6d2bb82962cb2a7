// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.math.BigDecimal;
import java.util.function.Supplier;

/** A checked expression. Immutable, thread-safe. */
public final class CompiledExpression {

  private final String source;
  private final String type;
  private final Node root;
  private final int slots;
  private final long work;
  private final ArgumentReferences references;
  private final Supplier<InstrumentedExpression> instrumented;

  /**
   * Creates an expression.
   *
   * @param source the text of the expression
   * @param type the name of its type
   * @param root its outermost operation
   * @param slots the number of macro variables
   * @param work the work of an evaluation without the repetitions of macros
   * @param references what it reads of a call
   * @param instrumented compiles it again, so that it records what it does
   */
  public CompiledExpression(
      String source,
      String type,
      Node root,
      int slots,
      long work,
      ArgumentReferences references,
      Supplier<InstrumentedExpression> instrumented) {
    this.source = source;
    this.type = type;
    this.root = root;
    this.slots = slots;
    this.work = work;
    this.references = references;
    this.instrumented = instrumented;
  }

  /** Returns the text of the expression. */
  public String source() {
    return source;
  }

  /** Returns the type: a name for the declarations of other expressions. */
  public String type() {
    return type;
  }

  /** Returns what the expression reads of a call, without what its variables read. */
  public ArgumentReferences references() {
    return references;
  }

  /** Returns a form of the expression that records what each part does; slow to create. */
  public InstrumentedExpression instrument() {
    return instrumented.get();
  }

  /**
   * Returns whether the condition holds.
   *
   * @throws ExpressionFault if it neither holds nor does not hold
   * @throws WorkLimitExceeded if the decision needs too much work
   */
  public boolean test(CallFrame frame) throws ExpressionFault {
    frame.charge(work);
    Object[] outer = frame.enter(slots);
    try {
      return root.test(frame);
    } finally {
      frame.leave(outer);
    }
  }

  /**
   * Returns the value.
   *
   * @throws ExpressionFault if there is none
   * @throws WorkLimitExceeded if the decision needs too much work
   */
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    frame.charge(work);
    Object[] outer = frame.enter(slots);
    try {
      return root.evaluate(frame);
    } finally {
      frame.leave(outer);
    }
  }

  /**
   * Returns the value of a number as an exact decimal.
   *
   * @throws ExpressionFault if there is none or it is no number
   * @throws WorkLimitExceeded if the decision needs too much work
   */
  public BigDecimal number(CallFrame frame) throws ExpressionFault {
    Object value = evaluate(frame);
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Long whole) {
      return BigDecimal.valueOf(whole);
    }
    if (value instanceof Double number) {
      return ExactNumber.of(number);
    }
    throw new ExpressionFault(FaultCode.WRONG_TYPE, root.offset());
  }
}
