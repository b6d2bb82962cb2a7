// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.health;

import java.util.Locale;
import java.util.Objects;

/**
 * The health of one part of the engine.
 *
 * @param part the part, a stable word such as {@code policy}
 * @param level how severe it is
 * @param detail the problem and what to do, in one line for people; empty when the part is well
 * @param code the problem for programs, a stable word; empty where the part defines none
 */
public record Health(String part, Level level, String detail, String code) {

  /** How severe a report is. */
  public enum Level {
    /** The part works. */
    OK,
    /** The part works, but an operator should look at it. */
    WARN,
    /** The part does not work as configured. */
    CRITICAL;

    /**
     * Returns the word used in output.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Refuses nulls.
   *
   * @throws NullPointerException if an argument is null
   */
  public Health {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(code, "code");
  }

  /**
   * Creates a report without a code.
   *
   * @param part the part
   * @param level how severe it is
   * @param detail the problem and what to do; empty when the part is well
   * @throws NullPointerException if an argument is null
   */
  public Health(String part, Level level, String detail) {
    this(part, level, detail, "");
  }
}
