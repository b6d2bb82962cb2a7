// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.JsonNull;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.value.StrictEquality;

/** {@code ==} and {@code !=} of values of one type, and the comparison with the literal null. */
public final class EqualityNode extends TruthNode {

  private final Node left;
  private final Node right;
  private final boolean nullTest;
  private final boolean negated;

  /**
   * Creates a node.
   *
   * @param nullTest whether one side is the literal null, which every type may be compared with
   * @param negated whether this is {@code !=}
   */
  public EqualityNode(int offset, Node left, Node right, boolean nullTest, boolean negated) {
    super(offset);
    this.left = left;
    this.right = right;
    this.nullTest = nullTest;
    this.negated = negated;
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    Object a = left.evaluate(frame);
    Object b = right.evaluate(frame);
    if (nullTest) {
      return (a == JsonNull.NULL && b == JsonNull.NULL) != negated;
    }
    return switch (StrictEquality.compare(a, b, frame)) {
      case EQUAL -> !negated;
      case UNEQUAL -> negated;
      case CLASH -> throw fault(FaultCode.TYPE_CLASH);
    };
  }
}
