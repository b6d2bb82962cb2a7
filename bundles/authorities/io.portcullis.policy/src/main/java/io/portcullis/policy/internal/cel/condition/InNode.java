// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.JsonNull;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.value.ObjectMembers;
import io.portcullis.policy.internal.cel.value.StrictEquality;
import java.util.List;
import java.util.Map;

/** Whether a list has an element, or an object a member. */
public final class InNode extends TruthNode {

  private final Node element;
  private final Node container;
  private final boolean literalNull;

  /**
   * Creates a node.
   *
   * @param literalNull whether the list is a literal that contains the literal null
   */
  public InNode(int offset, Node element, Node container, boolean literalNull) {
    super(offset);
    this.element = element;
    this.container = container;
    this.literalNull = literalNull;
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    Object value = element.evaluate(frame);
    Object all = container.evaluate(frame);
    if (all instanceof List<?> list) {
      return contains(list, value, frame);
    }
    if (!(all instanceof Map<?, ?> members)) {
      throw fault(FaultCode.WRONG_TYPE);
    }
    if (!(value instanceof String name)) {
      throw fault(FaultCode.TYPE_CLASH);
    }
    if (members instanceof ObjectMembers object && object.isAmbiguous(name)) {
      throw fault(FaultCode.AMBIGUOUS_NAME);
    }
    return members.containsKey(name);
  }

  /** A hit counts; without one, an element of another type is a clash. */
  private boolean contains(List<?> list, Object value, CallFrame frame) throws ExpressionFault {
    frame.charge(2L * list.size());
    boolean clash = false;
    for (int i = 0; i < list.size(); i++) {
      Object candidate = list.get(i);
      if (literalNull && (candidate == JsonNull.NULL || value == JsonNull.NULL)) {
        if (candidate == value) {
          return true;
        }
        continue;
      }
      switch (StrictEquality.compare(value, candidate, frame)) {
        case EQUAL -> {
          return true;
        }
        case CLASH -> clash = true;
        case UNEQUAL -> {}
      }
    }
    if (clash) {
      throw fault(FaultCode.TYPE_CLASH);
    }
    return false;
  }
}
