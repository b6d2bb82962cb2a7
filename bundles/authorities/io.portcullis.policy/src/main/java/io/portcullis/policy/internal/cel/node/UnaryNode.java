// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** An operation on one value. */
public final class UnaryNode extends Node {

  private final Node operand;
  private final Operation operation;

  /** An operation on one value. */
  @FunctionalInterface
  public interface Operation {

    /** Returns the result; the node sets the position of a fault. */
    Object apply(CallFrame frame, Object value) throws ExpressionFault;
  }

  public UnaryNode(int offset, Node operand, Operation operation) {
    super(offset);
    this.operand = operand;
    this.operation = operation;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    Object value = operand.evaluate(frame);
    try {
      return operation.apply(frame, value);
    } catch (ExpressionFault e) {
      throw e.at(offset());
    }
  }
}
