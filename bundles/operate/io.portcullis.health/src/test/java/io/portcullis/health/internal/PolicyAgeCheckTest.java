// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.health.internal.PolicyAgeCheck.Loaded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyAgeCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final List<Loaded> loaded = new ArrayList<>();

  private Result check(long hours) {
    return new PolicyAgeCheck(() -> loaded, Duration.ofHours(hours), InstantSource.fixed(NOW))
        .execute();
  }

  private void loaded(@Nullable String at) {
    loaded.add(new Loaded("embedded", at, "ab12"));
  }

  private static void assertFinds(Result result, Status status, String text) {
    assertThat(result.getStatus()).isEqualTo(status);
    assertThat(result.toString()).contains(text);
  }

  @Test
  void saysWhatIsInForceAndSinceWhen() {
    loaded("2001-01-01T00:00:00Z");
    loaded.add(new Loaded("remote", null, null));
    assertFinds(
        check(0),
        Status.OK,
        "policies of transport embedded (digest ab12) were loaded at 2001-01-01T00:00:00Z;"
            + " policies of transport remote were loaded at an unknown time");
  }

  @Test
  void checkReportsNothingWithoutATransport() {
    assertFinds(check(0), Status.OK, "no policies are loaded");
    assertFinds(check(24), Status.OK, "no policies are loaded");
  }

  @Nested
  class WithALimit {
    @Test
    void warnsBeyondIt() {
      loaded("2026-11-24T12:00:00Z");
      assertThat(check(24).getStatus()).isEqualTo(Status.OK);
      loaded.clear();
      loaded("2026-11-24T11:59:59.999Z");
      assertFinds(check(24), Status.WARN, ", 24 hours ago; at most 24 are allowed");
    }

    @Test
    void warnsOfTheOneThatIsTooOld() {
      loaded("2026-11-25T11:00:00Z");
      loaded.add(new Loaded("second", "2026-11-01T00:00:00Z", null));
      Result result = check(24);
      assertFinds(result, Status.WARN, "transport second");
      assertThat(result.toString()).doesNotContain("embedded");
    }

    @Test
    void warnsOfATimeInTheFuture() {
      loaded("2026-11-25T12:00:00.001Z");
      assertFinds(check(24), Status.WARN, "which is in the future");
    }

    @Test
    void warnsWhenTheTransportDoesNotSay() {
      loaded(null);
      loaded("yesterday");
      assertFinds(check(24), Status.WARN, "does not say when its policies were loaded");
    }
  }

  @Nested
  class Limit {
    static List<Object> understood() {
      return List.of(24L, 24, "24", " 24 ");
    }

    static List<Object> limitThatIsNotUnderstoodIsCritical() {
      return List.of(
          -1L, 1_000_001, Long.MAX_VALUE, "", "a day", "24h", "1e3", 24.0, true, new long[] {24});
    }

    @ParameterizedTest
    @MethodSource
    void understood(Object value) {
      assertThat(PolicyAgeLimit.of(value)).isEqualTo(new PolicyAgeLimit(Duration.ofHours(24), ""));
    }

    @ParameterizedTest
    @MethodSource
    void limitThatIsNotUnderstoodIsCritical(Object value) {
      assertThat(PolicyAgeLimit.of(value).problem())
          .startsWith("maxPolicyAgeHours '")
          .contains("is not a whole number from 0 to 1000000");
    }

    @Test
    void limitIsOffByDefault() {
      assertThat(PolicyAgeLimit.of(null)).isEqualTo(new PolicyAgeLimit(Duration.ZERO, ""));
      assertThat(PolicyAgeLimit.of(0)).isEqualTo(PolicyAgeLimit.of(null));
      assertThat(PolicyAgeLimit.of("1000000").problem()).isEmpty();
    }

    @Test
    void complainsInOneLineOfBoundedLength() {
      String problem = PolicyAgeLimit.of("x\n\u202e" + "y".repeat(100_000)).problem();
      assertThat(problem).hasSizeLessThan(150).doesNotContain("\n", "\u202e");
    }
  }
}
