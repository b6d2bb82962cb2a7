// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import io.portcullis.policy.model.ToolSchema.ValueType;
import java.util.Set;

/**
 * A place of an expression that reads an argument.
 *
 * @param name the name of the argument
 * @param offset where it is read
 * @param presence whether it is only tested for presence
 * @param accepted the types with which the place does not fail; empty for any
 */
record ArgumentUse(String name, int offset, boolean presence, Set<ValueType> accepted) {
  ArgumentUse {
    accepted = Set.copyOf(accepted);
  }
}
