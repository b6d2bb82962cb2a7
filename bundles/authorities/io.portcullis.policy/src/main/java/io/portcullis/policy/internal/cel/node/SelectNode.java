// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.value.ObjectMembers;
import java.util.Map;

/** A member of an object, or the question whether it exists. */
public final class SelectNode extends Node {

  private final Node operand;
  private final String name;
  private final String label;
  private final boolean presence;

  /**
   * Creates a node.
   *
   * @param label how the expression writes the member, for faults
   * @param presence whether to return the presence instead of the value
   */
  public SelectNode(int offset, Node operand, String name, String label, boolean presence) {
    super(offset);
    this.operand = operand;
    this.name = name;
    this.label = label;
    this.presence = presence;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    if (!(operand.evaluate(frame) instanceof Map<?, ?> members)) {
      throw new ExpressionFault(FaultCode.WRONG_TYPE, offset(), label);
    }
    if (members instanceof ObjectMembers object && object.isAmbiguous(name)) {
      throw new ExpressionFault(FaultCode.AMBIGUOUS_NAME, offset(), label);
    }
    Object value = members.get(name);
    if (presence) {
      return value != null;
    }
    if (value == null) {
      throw new ExpressionFault(FaultCode.MISSING_MEMBER, offset(), label);
    }
    return value;
  }
}
