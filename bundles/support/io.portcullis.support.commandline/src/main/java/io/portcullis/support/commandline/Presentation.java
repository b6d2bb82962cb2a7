// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How text is presented: unchanged for programs and files, with relative times and perhaps colours
 * for a person at a terminal. Thread-safe.
 *
 * @param terminal whether a person reads the text at a terminal
 * @param colours whether the text may have colours
 * @param clock the time now
 */
public record Presentation(boolean terminal, boolean colours, InstantSource clock) {
  /** For programs and files. */
  public static final Presentation PLAIN = new Presentation(false, false, InstantSource.system());

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Returns a time; at a terminal also how long ago it was, or how far ahead it is. */
  public String time(Instant at) {
    return terminal ? at + " (" + relative(at) + ")" : at.toString();
  }

  /** Returns a time as {@link #time(Instant)} does; text that is not an instant stays unchanged. */
  public String time(String at) {
    try {
      return terminal ? at + " (" + relative(Instant.parse(at)) + ")" : at;
    } catch (DateTimeException e) {
      return at;
    }
  }

  /** Returns how long ago a time was, such as {@code 2 min ago}, or {@code in 2 min}. */
  String relative(Instant at) {
    long seconds = Duration.between(at, clock.instant()).toSeconds();
    return seconds < 0 ? "in " + span(-seconds) : span(seconds) + " ago";
  }

  private static String span(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min";
    }
    return seconds < DAY ? seconds / HOUR + " h" : seconds / DAY + " d";
  }

  /** Returns text in a style, or unchanged without colours. The text must be safe to print. */
  public String style(TextStyle style, String text) {
    return colours ? style.apply(text) : text;
  }
}
