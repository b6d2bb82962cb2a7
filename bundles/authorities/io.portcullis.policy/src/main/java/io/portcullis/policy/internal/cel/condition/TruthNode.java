// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.Node;

/** A node whose value is true or false. */
abstract class TruthNode extends Node {

  TruthNode(int offset) {
    super(offset);
  }

  @Override
  public final Object evaluate(CallFrame frame) throws ExpressionFault {
    return test(frame);
  }

  @Override
  public abstract boolean test(CallFrame frame) throws ExpressionFault;
}
