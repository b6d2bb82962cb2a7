// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.jspecify.annotations.Nullable;

/**
 * Warns when policies were loaded longer ago than allowed. Thread-safe.
 *
 * @param limit the longest allowed time since they were loaded; zero for no limit
 */
record PolicyAgeCheck(Supplier<List<Loaded>> view, Duration limit, InstantSource clock)
    implements HealthCheck {

  /**
   * The policies of a transport, as it publishes them.
   *
   * @param transport its name
   * @param at the time when they were loaded, or null if it publishes none
   * @param digest their digest, or null
   */
  record Loaded(String transport, @Nullable String at, @Nullable String digest) {}

  @Override
  public Result execute() {
    List<String> complaints = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Loaded loaded : view.get()) {
      String complaint = complaint(loaded);
      all.add(complaint.isEmpty() ? describe(loaded) : complaint);
      if (!complaint.isEmpty()) {
        complaints.add(complaint);
      }
    }
    return complaints.isEmpty()
        ? HealthResults.of(
            Status.OK, all.isEmpty() ? "no policies are loaded" : String.join("; ", all))
        : HealthResults.of(Status.WARN, String.join("; ", complaints));
  }

  private String complaint(Loaded loaded) {
    if (limit.isZero()) {
      return "";
    }
    Instant at = instant(loaded.at());
    if (at == null) {
      return "transport " + loaded.transport() + " does not say when its policies were loaded";
    }
    Duration age = Duration.between(at, clock.instant());
    if (age.isNegative()) {
      return describe(loaded) + ", which is in the future";
    }
    return age.compareTo(limit) > 0
        ? "%s, %d hours ago; at most %d are allowed"
            .formatted(describe(loaded), age.toHours(), limit.toHours())
        : "";
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String describe(Loaded loaded) {
    String at = loaded.at() == null ? "at an unknown time" : "at " + loaded.at();
    String digest = loaded.digest() == null ? "" : " (digest " + loaded.digest() + ")";
    return "policies of transport " + loaded.transport() + digest + " were loaded " + at;
  }
}
