// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** A flood of one kind costs a bounded number of lines, and says how many it was. */
class LogLimitTest {
  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Logger log =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (proxy, method, arguments) -> lines.add(text(arguments)));
  private final LogLimit limit = new LogLimit(log, nanos::get);

  private static String text(Object[] arguments) {
    StringBuilder text = new StringBuilder();
    for (Object argument : arguments) {
      text.append(argument instanceof Object[] more ? Arrays.toString(more) : argument).append(' ');
    }
    return text.toString().strip();
  }

  private void flood(int number) {
    for (int n = 0; n < number; n++) {
      limit.warn(LogLimit.Cause.VIOLATION, "line {}", n);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void floodCostsTenLinesAMinuteAndItsNumber() {
    flood(100_000);
    assertThat(lines).hasSize(LogLimit.MAX_LINES);
    pass(Duration.ofSeconds(59));
    flood(1);
    limit.tick();
    assertThat(lines).hasSize(LogLimit.MAX_LINES);
    pass(Duration.ofSeconds(1));
    limit.tick();
    assertThat(lines).hasSize(LogLimit.MAX_LINES + 1);
    assertThat(lines.get(LogLimit.MAX_LINES)).contains("99991").contains("VIOLATION");
    limit.tick();
    assertThat(lines).as("once").hasSize(LogLimit.MAX_LINES + 1);
  }

  @Test
  void nextMinuteBeginsWithTheNumberOfTheLast() {
    flood(LogLimit.MAX_LINES + 3);
    pass(Duration.ofMinutes(2));
    flood(1);
    assertThat(lines).hasSize(LogLimit.MAX_LINES + 2);
    assertThat(lines.get(LogLimit.MAX_LINES)).contains("3").contains("VIOLATION");
  }

  @Test
  void causesDoNotSilenceEachOther() {
    flood(1_000);
    limit.warn(LogLimit.Cause.WITHHELD, "other");
    assertThat(lines).hasSize(LogLimit.MAX_LINES + 1).last().asString().contains("other");
  }

  @Test
  void fewLinesLeaveNothingOut() {
    flood(LogLimit.MAX_LINES);
    pass(Duration.ofMinutes(1));
    limit.tick();
    assertThat(lines).hasSize(LogLimit.MAX_LINES);
  }
}
