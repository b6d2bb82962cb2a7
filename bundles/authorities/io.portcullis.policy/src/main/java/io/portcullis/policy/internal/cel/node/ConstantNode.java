// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.Node;

/** A value that is known at load. */
public final class ConstantNode extends Node {

  private final Object value;

  public ConstantNode(int offset, Object value) {
    super(offset);
    this.value = value;
  }

  /** Returns the value. */
  public Object value() {
    return value;
  }

  @Override
  public Object evaluate(CallFrame frame) {
    return value;
  }
}
