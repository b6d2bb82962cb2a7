// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.value.ExactOrder;
import java.time.Duration;
import java.time.Instant;

/** The comparisons {@code <}, {@code <=}, {@code >} and {@code >=}. */
public final class OrderNode extends TruthNode {

  private static final int TEXT_SHIFT = 6;

  private final Relation relation;
  private final Node left;
  private final Node right;

  /** A comparison. */
  public enum Relation {
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    boolean holds(int order) {
      return switch (this) {
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }

  public OrderNode(int offset, Relation relation, Node left, Node right) {
    super(offset);
    this.relation = relation;
    this.left = left;
    this.right = right;
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    return relation.holds(order(left.evaluate(frame), right.evaluate(frame), frame));
  }

  private int order(Object a, Object b, CallFrame frame) throws ExpressionFault {
    if (ExactOrder.isNumber(a) && ExactOrder.isNumber(b)) {
      ExactOrder.charge(frame, a, b);
      return ExactOrder.compare(a, b);
    }
    if (a instanceof String text && b instanceof String other) {
      frame.charge(Math.min(text.length(), other.length()) >> TEXT_SHIFT);
      return text.compareTo(other);
    }
    if (a instanceof Instant time && b instanceof Instant other) {
      return time.compareTo(other);
    }
    if (a instanceof Duration time && b instanceof Duration other) {
      return time.compareTo(other);
    }
    if (a instanceof Boolean truth && b instanceof Boolean other) {
      return Boolean.compare(truth, other);
    }
    throw fault(FaultCode.WRONG_TYPE);
  }
}
