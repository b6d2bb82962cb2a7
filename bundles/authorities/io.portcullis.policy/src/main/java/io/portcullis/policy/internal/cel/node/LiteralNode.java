// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list or an object that the expression writes. */
public final class LiteralNode extends Node {

  private final List<Node> names;
  private final List<Node> values;
  private final boolean list;

  private LiteralNode(int offset, List<Node> names, List<Node> values, boolean list) {
    super(offset);
    this.names = List.copyOf(names);
    this.values = List.copyOf(values);
    this.list = list;
  }

  /** Returns a list. */
  public static Node list(int offset, List<Node> elements) {
    return new LiteralNode(offset, List.of(), elements, true);
  }

  /** Returns an object; names and values in the same order. */
  public static Node object(int offset, List<Node> names, List<Node> values) {
    return new LiteralNode(offset, names, values, false);
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    return list ? elements(frame) : members(frame);
  }

  private List<Object> elements(CallFrame frame) throws ExpressionFault {
    List<Object> elements = new ArrayList<>(values.size());
    for (Node value : values) {
      elements.add(value.evaluate(frame));
    }
    return elements;
  }

  private Map<String, Object> members(CallFrame frame) throws ExpressionFault {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      if (!(names.get(i).evaluate(frame) instanceof String name)) {
        throw fault(FaultCode.WRONG_TYPE);
      }
      if (members.put(name, values.get(i).evaluate(frame)) != null) {
        throw fault(FaultCode.AMBIGUOUS_NAME);
      }
    }
    return members;
  }
}
