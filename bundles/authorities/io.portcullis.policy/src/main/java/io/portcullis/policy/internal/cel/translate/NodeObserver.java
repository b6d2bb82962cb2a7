// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.ast.CelExpr;
import io.portcullis.policy.internal.cel.Node;

/** Sees each part of an expression while it is translated, and may replace its node. */
public interface NodeObserver {

  /** Sees nothing and replaces nothing. */
  NodeObserver NONE =
      new NodeObserver() {
        @Override
        public void enter(CelExpr part, int offset) {}

        @Override
        public Node leave(CelExpr part, Node node) {
          return node;
        }
      };

  /** Called before the parts of a part. */
  void enter(CelExpr part, int offset);

  /** Called after the parts of a part; returns the node to use. */
  Node leave(CelExpr part, Node node);
}
