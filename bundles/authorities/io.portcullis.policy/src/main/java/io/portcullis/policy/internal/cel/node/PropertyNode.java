// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CallValues;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.Node;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A property of the call, for example the name of the tool. */
public final class PropertyNode extends Node {

  private final String name;
  private final Function<CallValues, @Nullable Object> property;

  /** Creates a node; the property is null for calls that do not have it. */
  public PropertyNode(int offset, String name, Function<CallValues, @Nullable Object> property) {
    super(offset);
    this.name = name;
    this.property = property;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    Object value = property.apply(frame.values());
    if (value == null) {
      throw new ExpressionFault(FaultCode.NOT_KNOWN, offset(), name);
    }
    return value;
  }
}
