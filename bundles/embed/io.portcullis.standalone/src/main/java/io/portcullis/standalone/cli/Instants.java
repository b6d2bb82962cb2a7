// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import java.time.DateTimeException;
import java.time.Instant;

/** Reads instants. */
final class Instants {
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private Instants() {}

  /** Reads an instant such as {@code 2026-01-31T12:00:00Z}, with an offset instead of Z as well. */
  static Instant parse(String text) throws UsageException {
    try {
      Instant instant = Instant.parse(text);
      if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
        throw new UsageException("'now' is not between the years 1970 and 9999");
      }
      return instant;
    } catch (DateTimeException e) {
      throw new UsageException("'now' is no instant such as 2026-01-31T12:00:00Z");
    }
  }
}
