// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mode.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.support.text.PrintableText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mode policy of a configured word. Every text other than one of the three words, in any case
 * and with any surrounding blanks, means enforce. Thread-safe.
 */
public final class ConfiguredModePolicy implements ModePolicy, HealthReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredModePolicy.class);

  /** One consistent state of the configuration. */
  private record Reading(EnforcementMode mode, Health health) {
    /**
     * Compares field by field: the first equals of a record costs a short process 5 % of its start.
     */
    boolean sameAs(Reading other) {
      return mode == other.mode
          && health.level() == other.health.level()
          && health.detail().equals(other.health.detail())
          && health.code().equals(other.health.code());
    }
  }

  private volatile Reading reading =
      new Reading(EnforcementMode.ENFORCE, health(Health.Level.WARN, "no mode is in force"));

  /** Starts with enforce, until a mode is configured. */
  public ConfiguredModePolicy() {}

  /**
   * Starts with a configured text.
   *
   * @param configured the mode's word, or null without one
   */
  public ConfiguredModePolicy(@Nullable String configured) {
    configure(configured);
  }

  /**
   * Applies a configured text and logs a change once.
   *
   * @param configured the mode's word, or null without one
   */
  public void configure(@Nullable String configured) {
    change(read(configured));
  }

  /**
   * Enforces, because the configuration cannot be used, and logs this once.
   *
   * @param why the problem, in one line
   */
  public void refuse(String why) {
    change(
        new Reading(
            EnforcementMode.ENFORCE,
            health(Health.Level.CRITICAL, "io.portcullis.mode: " + why + ", so it is enforce")));
  }

  private void change(Reading now) {
    Reading before = reading;
    reading = now;
    if (!now.sameAs(before)) {
      if (now.health().level() == Health.Level.OK) {
        LOG.info("Mode is {}", now.mode().word());
      } else {
        LOG.warn(
            "Mode is {}: {}. Check the configuration io.portcullis.mode",
            now.mode().word(),
            now.health().detail());
      }
    }
  }

  /** Enforces from now on and ignores the configuration. */
  public void close() {
    reading =
        new Reading(EnforcementMode.ENFORCE, health(Health.Level.WARN, "no mode is in force"));
  }

  private static Reading read(@Nullable String configured) {
    String word = configured == null ? "" : unpadded(configured).toLowerCase(Locale.ROOT);
    for (EnforcementMode mode : EnforcementMode.values()) {
      if (mode.word().equals(word)) {
        return new Reading(
            mode,
            mode.lenient()
                ? health(Health.Level.WARN, "mode does not enforce: faults let calls through")
                : health(Health.Level.OK, ""));
      }
    }
    return new Reading(
        EnforcementMode.ENFORCE,
        word.isEmpty()
            ? health(Health.Level.WARN, "no mode is configured, so it is enforce")
            : health(
                Health.Level.CRITICAL,
                "io.portcullis.mode: mode '"
                    + PrintableText.line(word, 40)
                    + "' is none of enforce, observe, disabled, so it is enforce"));
  }

  /** Removes blanks only: trimming would remove control characters too. */
  private static String unpadded(String configured) {
    boolean garbled = configured.chars().anyMatch(c -> c < ' ' && "\t\r\n".indexOf(c) < 0);
    return garbled ? configured : configured.trim();
  }

  private static Health health(Health.Level level, String detail) {
    return new Health("mode", level, detail);
  }

  @Override
  public EnforcementMode mode() {
    return reading.mode();
  }

  @Override
  public Verdict onFault(String reason) {
    return mode().lenient()
        ? new Verdict.Allow(Verdict.Basis.LENIENT_MODE, reason, "", List.of())
        : Verdict.Deny.fault(reason);
  }

  @Override
  public Health health() {
    return reading.health();
  }
}
