// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** An operation on two values. */
public final class BinaryNode extends Node {

  private final Node left;
  private final Node right;
  private final Operation operation;

  /** An operation on two values. */
  @FunctionalInterface
  public interface Operation {

    /** Returns the result; the node sets the position of a fault. */
    Object apply(CallFrame frame, Object left, Object right) throws ExpressionFault;
  }

  public BinaryNode(int offset, Node left, Node right, Operation operation) {
    super(offset);
    this.left = left;
    this.right = right;
    this.operation = operation;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    Object a = left.evaluate(frame);
    Object b = right.evaluate(frame);
    try {
      return operation.apply(frame, a, b);
    } catch (ExpressionFault e) {
      throw e.at(offset());
    }
  }
}
