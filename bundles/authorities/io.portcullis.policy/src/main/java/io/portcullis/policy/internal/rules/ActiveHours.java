// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The section {@code schedule}: the part of each day, by a local clock, in which calls may run.
 *
 * @param start the first minute of the day inside
 * @param end the first minute of the day after it
 */
public record ActiveHours(int start, int end, ZoneId zone) {

  public boolean contains(Instant now) {
    ZonedDateTime local = now.atZone(zone);
    int minute = local.getHour() * 60 + local.getMinute();
    return minute >= start && minute < end;
  }
}
