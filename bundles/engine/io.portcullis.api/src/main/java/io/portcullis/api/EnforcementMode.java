// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The treatment of a call that got no authoritative answer. */
public enum EnforcementMode {
  /** Only an authoritative allow lets a tool run. Also the meaning of an absent or unknown mode. */
  ENFORCE,
  /** A fault lets the call run and is recorded; an authoritative denial still holds. */
  OBSERVE,
  /** As {@link #OBSERVE}, for installations that do not want governance yet. */
  DISABLED;

  /**
   * Returns whether a fault lets a call run in this mode.
   *
   * @return true for every mode except {@link #ENFORCE}
   */
  public boolean lenient() {
    return this != ENFORCE;
  }

  /**
   * Returns the stricter of two modes: enforce before observe before disabled.
   *
   * @param other the mode to compare with; null counts as {@link #ENFORCE}
   * @return the stricter one
   */
  public EnforcementMode stricter(@Nullable EnforcementMode other) {
    return other == null || other.compareTo(this) < 0 ? (other == null ? ENFORCE : other) : this;
  }

  /**
   * Returns the word used in configuration, records and output.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
