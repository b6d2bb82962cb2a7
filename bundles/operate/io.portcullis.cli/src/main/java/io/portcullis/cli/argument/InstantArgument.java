// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.argument;

import java.time.DateTimeException;
import java.time.Instant;

/** Reads instants. */
public final class InstantArgument {
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private InstantArgument() {}

  /** Reads an instant such as {@code 2026-01-31T12:00:00Z}, with an offset instead of Z as well. */
  public static Instant parse(String text) throws CliUsageException {
    try {
      Instant instant = Instant.parse(text);
      if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
        throw new CliUsageException("'now' is not between the years 1970 and 9999");
      }
      return instant;
    } catch (DateTimeException e) {
      throw new CliUsageException("'now' is not an instant such as 2026-01-31T12:00:00Z");
    }
  }
}
