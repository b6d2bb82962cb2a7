// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** The opposite of a truth value. */
public final class NotNode extends TruthNode {

  private final Node operand;

  public NotNode(int offset, Node operand) {
    super(offset);
    this.operand = operand;
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    return !operand.test(frame);
  }
}
