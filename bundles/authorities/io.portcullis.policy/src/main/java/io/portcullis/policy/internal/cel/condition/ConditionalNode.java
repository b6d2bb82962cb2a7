// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** One of two values; a fault of the condition is a fault of the whole. */
public final class ConditionalNode extends Node {

  private final Node condition;
  private final Node whenTrue;
  private final Node whenFalse;

  public ConditionalNode(int offset, Node condition, Node whenTrue, Node whenFalse) {
    super(offset);
    this.condition = condition;
    this.whenTrue = whenTrue;
    this.whenFalse = whenFalse;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    return (condition.test(frame) ? whenTrue : whenFalse).evaluate(frame);
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    return (condition.test(frame) ? whenTrue : whenFalse).test(frame);
  }
}
