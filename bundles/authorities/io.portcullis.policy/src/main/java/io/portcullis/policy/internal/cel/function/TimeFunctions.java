// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.node.UnaryNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The fields of times, in UTC or a given zone, and of durations. */
public final class TimeFunctions {

  private static final Map<String, ToLongFunction<ZonedDateTime>> FIELDS =
      Map.of(
          "getFullYear",
          ZonedDateTime::getYear,
          "getMonth",
          time -> time.getMonthValue() - 1,
          "getDayOfMonth",
          time -> time.getDayOfMonth() - 1,
          "getDate",
          ZonedDateTime::getDayOfMonth,
          "getDayOfWeek",
          time -> time.getDayOfWeek().getValue() % 7,
          "getDayOfYear",
          time -> time.getDayOfYear() - 1,
          "getHours",
          ZonedDateTime::getHour,
          "getMinutes",
          ZonedDateTime::getMinute,
          "getSeconds",
          ZonedDateTime::getSecond,
          "getMilliseconds",
          time -> time.getNano() / 1_000_000);

  private static final Map<String, ToLongFunction<Duration>> PARTS =
      Map.of(
          "getHours", Duration::toHours,
          "getMinutes", Duration::toMinutes,
          "getSeconds", Duration::toSeconds,
          "getMilliseconds", Duration::toMillisPart);

  private TimeFunctions() {}

  /** Returns whether a function reads a field of a time. */
  public static boolean isField(String function) {
    return FIELDS.containsKey(function);
  }

  /**
   * Returns the zone of a name: a region such as {@code Europe/Berlin}, {@code UTC}, or an offset
   * such as {@code +02:00}; empty if there is none.
   */
  public static Optional<ZoneId> zone(String name) {
    try {
      boolean offset = name.matches("[+-]?[0-9]{2}:[0-9]{2}");
      return Optional.of(
          offset
              ? ZoneOffset.of(Character.isDigit(name.charAt(0)) ? "+" + name : name)
              : ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns the operation that reads a field in a zone. */
  public static UnaryNode.Operation field(String function, ZoneId zone) {
    ToLongFunction<ZonedDateTime> field = FIELDS.get(function);
    ToLongFunction<Duration> part = PARTS.get(function);
    return (frame, value) -> {
      if (value instanceof Instant time && field != null) {
        return field.applyAsLong(time.atZone(zone));
      }
      if (value instanceof Duration duration && part != null) {
        return part.applyAsLong(duration);
      }
      throw Faults.wrongType();
    };
  }
}
