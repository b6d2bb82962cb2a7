// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

/** One operation of a checked expression. Immutable, thread-safe. */
public abstract class Node {

  private final int offset;

  /** Creates a node for a position in the source. */
  protected Node(int offset) {
    this.offset = offset;
  }

  /** Returns the position in the source, in characters. */
  public final int offset() {
    return offset;
  }

  /**
   * Returns the value for a call.
   *
   * @throws ExpressionFault if there is no value
   */
  public abstract Object evaluate(CallFrame frame) throws ExpressionFault;

  /**
   * Returns the truth value for a call.
   *
   * @throws ExpressionFault if there is no value or it is neither true nor false
   */
  public boolean test(CallFrame frame) throws ExpressionFault {
    if (evaluate(frame) instanceof Boolean truth) {
      return truth;
    }
    throw fault(FaultCode.WRONG_TYPE);
  }

  /** Returns a fault at this position. */
  protected final ExpressionFault fault(FaultCode code) {
    return new ExpressionFault(code, offset);
  }
}
