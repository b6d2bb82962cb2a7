// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The section {@code schedule}: the part of each day, by a local clock, in which anything may run.
 *
 * @param start first minute of the day that is inside
 * @param end first minute of the day that is outside again
 */
public record ActiveHours(int start, int end, ZoneId zone) {

  public boolean contains(Instant now) {
    ZonedDateTime local = now.atZone(zone);
    int minute = local.getHour() * 60 + local.getMinute();
    return minute >= start && minute < end;
  }
}
