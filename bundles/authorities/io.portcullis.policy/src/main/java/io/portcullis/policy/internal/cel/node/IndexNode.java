// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.value.ObjectMembers;
import java.util.List;
import java.util.Map;

/** An element of a list, or a member of an object whose name is computed. */
public final class IndexNode extends Node {

  private final Node operand;
  private final Node index;

  public IndexNode(int offset, Node operand, Node index) {
    super(offset);
    this.operand = operand;
    this.index = index;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    Object container = operand.evaluate(frame);
    Object key = index.evaluate(frame);
    if (container instanceof List<?> list && key instanceof Long position) {
      if (position < 0 || position >= list.size()) {
        throw fault(FaultCode.INDEX_OUT_OF_RANGE);
      }
      return list.get(position.intValue());
    }
    if (container instanceof Map<?, ?> members && key instanceof String name) {
      return member(members, name);
    }
    throw fault(FaultCode.WRONG_TYPE);
  }

  private Object member(Map<?, ?> members, String name) throws ExpressionFault {
    if (members instanceof ObjectMembers object && object.isAmbiguous(name)) {
      throw fault(FaultCode.AMBIGUOUS_NAME);
    }
    Object value = members.get(name);
    if (value == null) {
      throw fault(FaultCode.MISSING_MEMBER);
    }
    return value;
  }
}
