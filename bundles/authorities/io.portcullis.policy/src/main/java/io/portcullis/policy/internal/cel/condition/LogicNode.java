// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/**
 * {@code &&} and {@code ||}: an operand that decides alone outweighs a fault of the other, whatever
 * their order. Only faults are caught; an exceeded work limit is an error and passes.
 */
public final class LogicNode extends TruthNode {

  private final Node left;
  private final Node right;
  private final boolean deciding;

  /**
   * Creates a node.
   *
   * @param deciding the value of an operand that decides alone: false for {@code &&}, true for
   *     {@code ||}
   */
  public LogicNode(int offset, Node left, Node right, boolean deciding) {
    super(offset);
    this.left = left;
    this.right = right;
    this.deciding = deciding;
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    boolean first;
    try {
      first = left.test(frame);
    } catch (ExpressionFault e) {
      return afterFault(e, frame);
    }
    return first == deciding ? deciding : right.test(frame);
  }

  private boolean afterFault(ExpressionFault fault, CallFrame frame) throws ExpressionFault {
    boolean decided;
    try {
      decided = right.test(frame) == deciding;
    } catch (ExpressionFault e) {
      // The fault on the left is the one that is reported.
      decided = false;
    }
    if (decided) {
      return deciding;
    }
    throw fault;
  }
}
