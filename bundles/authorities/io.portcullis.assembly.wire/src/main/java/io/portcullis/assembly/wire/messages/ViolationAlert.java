// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import io.portcullis.assembly.wire.values.PolicyViolation;
import java.util.Objects;

/**
 * The runtime's echo of an {@link EventReport} about a violation.
 *
 * @param violation the violation
 */
public record ViolationAlert(PolicyViolation violation) implements RuntimeMessage {
  /** Refuses null. */
  public ViolationAlert {
    Objects.requireNonNull(violation, "violation");
  }

  @Override
  public Kind kind() {
    return Kind.VIOLATION_ALERT;
  }
}
