// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.trace;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** Evaluates a node and records the outcome. */
final class TracedNode extends Node {

  private final Node node;
  private final TracedPart part;

  TracedNode(Node node, TracedPart part) {
    super(node.offset());
    this.node = node;
    this.part = part;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    try {
      Object value = node.evaluate(frame);
      part.value(value);
      return value;
    } catch (ExpressionFault e) {
      part.fault(e);
      throw e;
    }
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    try {
      boolean value = node.test(frame);
      part.value(value);
      return value;
    } catch (ExpressionFault e) {
      part.fault(e);
      throw e;
    }
  }
}
