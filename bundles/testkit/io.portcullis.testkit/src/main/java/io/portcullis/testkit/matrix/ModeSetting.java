// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import org.jspecify.annotations.Nullable;

/** The possible settings of the mode, and their effects. */
public enum ModeSetting {
  /** Only allowed calls run. */
  ENFORCE("enforce", false),
  /** Not configured: enforce. */
  UNSET(null, false),
  /** Configured as an empty text: enforce. */
  BLANK("  ", false),
  /** Configured as an unknown word: enforce. */
  UNKNOWN("permissive", false),
  /** Faults are allowed. */
  OBSERVE("observe", true),
  /** Faults are allowed. */
  DISABLED("disabled", true);

  private final @Nullable String configured;
  private final boolean lenient;

  ModeSetting(@Nullable String configured, boolean lenient) {
    this.configured = configured;
    this.lenient = lenient;
  }

  /**
   * Returns the configured text.
   *
   * @return the text, or null for none
   */
  public @Nullable String configured() {
    return configured;
  }

  /**
   * Returns whether a fault allows a call.
   *
   * @return true for observe and disabled
   */
  public boolean lenient() {
    return lenient;
  }
}
