// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.Node;

/** The element that a macro is at. */
public final class SlotNode extends Node {

  private final int slot;

  public SlotNode(int offset, int slot) {
    super(offset);
    this.slot = slot;
  }

  @Override
  public Object evaluate(CallFrame frame) {
    return frame.slot(slot);
  }
}
