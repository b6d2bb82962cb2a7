// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens to a call for which no authoritative answer could be had. */
public enum EnforcementMode {
  /** Only an authoritative allow lets a tool run. Also the meaning of an absent or unknown mode. */
  ENFORCE,
  /** Faults let the call through and are recorded; an authoritative deny still holds. */
  OBSERVE,
  /** As {@link #OBSERVE}, for installations that do not want governance yet. */
  DISABLED;

  /**
   * Whether a fault lets a call through in this mode.
   *
   * @return true for every mode but {@link #ENFORCE}
   */
  public boolean lenient() {
    return this != ENFORCE;
  }

  /**
   * The stricter of two modes: enforce before observe before disabled.
   *
   * @param other the mode to compare with; null counts as {@link #ENFORCE}
   * @return the stricter one
   */
  public EnforcementMode stricter(@Nullable EnforcementMode other) {
    return other == null || other.compareTo(this) < 0 ? (other == null ? ENFORCE : other) : this;
  }

  /**
   * The word used in configuration, records and output.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
