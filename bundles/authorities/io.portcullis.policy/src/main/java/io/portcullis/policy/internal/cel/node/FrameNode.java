// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.node;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** A value that the frame reads or computes at most once. */
public final class FrameNode extends Node {

  private final Access access;

  /** Reads a value of the frame. */
  @FunctionalInterface
  public interface Access {

    /** Returns the value; the node sets the position of a fault. */
    Object read(CallFrame frame) throws ExpressionFault;
  }

  public FrameNode(int offset, Access access) {
    super(offset);
    this.access = access;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    try {
      return access.read(frame);
    } catch (ExpressionFault e) {
      throw e.at(offset());
    }
  }
}
