// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.List;
import java.util.Objects;

/**
 * One step on the way to an action, with its substeps.
 *
 * @param id the id of the step
 * @param kind the kind of step
 * @param label for people
 * @param latencyMs how long it took in milliseconds
 * @param children the substeps
 */
public record CallStackNode(
    String id, String kind, String label, long latencyMs, List<CallStackNode> children) {
  /** Copies the list; refuses null. */
  public CallStackNode {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(label, "label");
    children = List.copyOf(children);
  }
}
