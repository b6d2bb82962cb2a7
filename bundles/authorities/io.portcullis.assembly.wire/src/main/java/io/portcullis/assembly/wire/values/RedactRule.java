// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * One change to the arguments.
 *
 * @param fieldPath the path of the value
 * @param replacement the new value
 */
public record RedactRule(String fieldPath, String replacement) {
  /** Refuses null. */
  public RedactRule {
    Objects.requireNonNull(fieldPath, "fieldPath");
    Objects.requireNonNull(replacement, "replacement");
  }
}
