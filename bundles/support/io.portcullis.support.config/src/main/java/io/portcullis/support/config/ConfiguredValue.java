// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks configured values. A value that cannot be understood is an error, never a default.
 * Stateless and thread-safe.
 */
public final class ConfiguredValue {
  /** The framework property with the directory from which relative paths start. */
  public static final String HOME = "portcullis.home";

  private ConfiguredValue() {}

  /**
   * Reads a whole configuration. The component runtime throws several types of exceptions for a
   * value of another type.
   *
   * @param <T> the type of the result
   * @param reading reads the values
   * @return its result
   * @throws InvalidValueException if it throws any exception
   */
  public static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (InvalidValueException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidValueException("a value", "is not of its type: " + e.getMessage());
    }
  }

  /**
   * Checks a number.
   *
   * @param key the key of the value
   * @param value the value
   * @param min the smallest valid value
   * @param max the largest valid value
   * @return the value
   * @throws InvalidValueException if the value is out of range
   */
  public static long within(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InvalidValueException(
          key, "must be from %d to %d, not %d".formatted(min, max, value));
    }
    return value;
  }

  /**
   * Checks a number.
   *
   * @param key the key of the value
   * @param value the value
   * @param min the smallest valid value
   * @param max the largest valid value
   * @return the value
   * @throws InvalidValueException if the value is out of range
   */
  public static int within(String key, int value, int min, int max) {
    return (int) within(key, (long) value, min, max);
  }

  /**
   * Checks a duration in milliseconds.
   *
   * @param key the key of the value
   * @param millis the value
   * @param min the smallest valid value
   * @param max the largest valid value
   * @return the duration
   * @throws InvalidValueException if the value is out of range
   */
  public static Duration millis(String key, long millis, long min, long max) {
    return Duration.ofMillis(within(key, millis, min, max));
  }

  /**
   * Checks a duration in seconds, at least one.
   *
   * @param key the key of the value
   * @param seconds the value
   * @param max the largest valid value
   * @return the duration
   * @throws InvalidValueException if the value is out of range
   */
  public static Duration seconds(String key, long seconds, long max) {
    return Duration.ofSeconds(within(key, seconds, 1, max));
  }

  /**
   * Parses a flag, in any case of letters. Such keys are configured as text, because the component
   * runtime reads any other word as false.
   *
   * @param key the key of the value
   * @param text {@code true} or {@code false}, with or without blanks around it
   * @return the flag
   * @throws InvalidValueException if the text is another one
   */
  public static boolean flag(String key, String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValueException(key, "must be true or false");
    };
  }

  /**
   * Limits the length of a text.
   *
   * @param key the key of the value
   * @param text the value
   * @param max the maximum number of characters
   * @return the text without blanks around it
   * @throws InvalidValueException if the text is longer
   */
  public static String text(String key, String text, int max) {
    if (text.length() > max) {
      throw new InvalidValueException(key, "has more than " + max + " characters");
    }
    return text.strip();
  }

  /**
   * Parses a path.
   *
   * @param key the key of the value
   * @param text the value
   * @param home the directory from which a relative path starts, or null for the working directory
   * @return the path
   * @throws InvalidValueException if the text is blank or not a path
   */
  public static Path path(String key, String text, @Nullable String home) {
    return optionalPath(key, text, home)
        .orElseThrow(() -> new InvalidValueException(key, "is missing"));
  }

  /**
   * Parses a path that may be left out.
   *
   * @param key the key of the value
   * @param text the value
   * @param home the directory from which a relative path starts, or null for the working directory
   * @return the path, or nothing for a blank text
   * @throws InvalidValueException if the text is not a path
   */
  public static Optional<Path> optionalPath(String key, String text, @Nullable String home) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(home == null ? "" : home).resolve(text.strip()));
    } catch (InvalidPathException e) {
      throw new InvalidValueException(key, "is not a path: " + e.getReason());
    }
  }
}
