// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-11-02T08:59:59.999Z, false",
    "UTC, 2026-11-02T09:00:00Z, true",
    "UTC, 2026-11-02T16:59:59.999Z, true",
    "UTC, 2026-11-02T17:00:00Z, false",
    // Summer time began on 2026-03-29 and ended on 2026-10-25.
    "Europe/Vienna, 2026-03-28T07:59:59Z, false",
    "Europe/Vienna, 2026-03-28T08:00:00Z, true",
    "Europe/Vienna, 2026-03-29T06:59:59Z, false",
    "Europe/Vienna, 2026-03-29T07:00:00Z, true",
    "Europe/Vienna, 2026-03-29T15:00:00Z, false",
    "Europe/Vienna, 2026-10-25T07:59:59Z, false",
    "Europe/Vienna, 2026-10-25T08:00:00Z, true",
    "Asia/Kolkata, 2026-11-02T03:29:59Z, false",
    "Asia/Kolkata, 2026-11-02T03:30:00Z, true",
    "America/New_York, 2026-11-02T13:59:59Z, false",
    "America/New_York, 2026-11-02T14:00:00Z, true",
  })
  void scheduleIsHalfOpenByTheLocalClock(String zone, Instant now, boolean inside) {
    String yaml =
        "schedule: {active_hours: {start: '09:00', end: '17:00', timezone: " + zone + "}}";
    PolicyEngine engine =
        new PolicyEngine(Given.policies(yaml), new RateLimits(), InstantSource.fixed(now));

    assertThat(engine.evaluate(Given.call("a")).reason())
        .isEqualTo(inside ? "no rule speaks of it" : "outside active hours");
    assertThat(engine.evaluate(Given.network("https://example.com/")).reason())
        .isEqualTo(inside ? "no rule speaks of it" : "outside active hours");
  }

  @Test
  void schedulePrecedesAllOtherRules() {
    PolicyEngine engine =
        Given.engine(
            """
            schedule: {active_hours: {start: '00:00', end: '00:01', timezone: UTC}}
            capabilities: {allow: []}
            tools: {a: {allow: false}}
            """);

    assertThat(engine.evaluate(Given.call("a")).reason()).isEqualTo("outside active hours");
  }

  @Test
  void scheduleWithoutHoursHasNoEffect() {
    assertThat(Given.engine("schedule: {}").evaluate(Given.call("a")).rule()).isEqualTo("default");
  }
}
