// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.health;

import java.util.Locale;
import java.util.Objects;

/**
 * How one part of the engine is.
 *
 * @param part which part, a stable word such as {@code policy}
 * @param level how bad it is
 * @param detail what is the matter, in one line that a person can act on; empty when all is well
 */
public record Health(String part, Level level, String detail) {

  /** How bad it is. */
  public enum Level {
    /** All is well. */
    OK,
    /** It works, but somebody should look. */
    WARN,
    /** It does not work as configured. */
    CRITICAL;

    /**
     * The word used in output.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses nulls. */
  public Health {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(detail, "detail");
  }
}
