// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import org.jspecify.annotations.Nullable;

/** What can be configured as the mode, and what it means. */
public enum ModeSetting {
  /** Nothing that is not allowed runs. */
  ENFORCE("enforce", false),
  /** Not configured: enforce. */
  UNSET(null, false),
  /** Configured as nothing: enforce. */
  BLANK("  ", false),
  /** Configured as an unknown word: enforce. */
  UNKNOWN("permissive", false),
  /** Faults are let through. */
  OBSERVE("observe", true),
  /** Faults are let through. */
  DISABLED("disabled", true);

  private final @Nullable String configured;
  private final boolean lenient;

  ModeSetting(@Nullable String configured, boolean lenient) {
    this.configured = configured;
    this.lenient = lenient;
  }

  /**
   * The text to be configured.
   *
   * @return the text, or null for none
   */
  public @Nullable String configured() {
    return configured;
  }

  /**
   * Whether a fault lets a call through.
   *
   * @return true for observe and disabled
   */
  public boolean lenient() {
    return lenient;
  }
}
