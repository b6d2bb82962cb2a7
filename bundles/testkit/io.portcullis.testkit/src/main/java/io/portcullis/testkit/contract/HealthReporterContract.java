// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.testkit.Await;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link HealthReporter} must keep to, whatever state its part is in. */
public abstract class HealthReporterContract {
  private static final int THREADS = 4;
  private static final int TIMES = 100;
  private static final Pattern LINE_BREAK = Pattern.compile("\\R");

  /**
   * Makes the part under test.
   *
   * @return a reporter for each state that the part can be in, all of the same part; at least one
   */
  protected abstract List<HealthReporter> reporters();

  /** There is always an answer. */
  @Test
  protected void alwaysAnswers() {
    for (HealthReporter reporter : inEachState()) {
      assertNotNull(reporter.health());
    }
  }

  /**
   * It does not wait. Sleeping or waiting on an interrupted thread fails or loses the interrupt,
   * and any other kind of waiting does not return. How long it takes is not measured.
   */
  @Test
  protected void answersAtOnce() {
    for (HealthReporter reporter : inEachState()) {
      CompletableFuture<Boolean> stillInterrupted =
          onItsOwnThread(
              () -> {
                Thread.currentThread().interrupt();
                assertNotNull(reporter.health());
                return Thread.currentThread().isInterrupted();
              });
      assertTrue(Await.await(stillInterrupted), "health() took the interrupt away");
    }
  }

  /** The part has one name, in whatever state it is and however often it is asked. */
  @Test
  protected void keepsTheNameOfThePart() {
    List<HealthReporter> reporters = inEachState();
    Set<String> names =
        Stream.concat(reporters.stream(), reporters.stream())
            .map(reporter -> reporter.health().part())
            .collect(Collectors.toSet());
    assertEquals(1, names.size(), () -> "names of one part: " + names);
    assertFalse(names.iterator().next().isBlank());
  }

  /** The detail fits on one line of a console. */
  @Test
  protected void saysItInOneLine() {
    for (HealthReporter reporter : inEachState()) {
      String detail = reporter.health().detail();
      assertFalse(LINE_BREAK.matcher(detail).find(), () -> "more than one line: " + detail);
    }
  }

  /** The detail says what is the matter, and nothing when all is well. */
  @Test
  protected void saysWhatIsTheMatter() {
    for (HealthReporter reporter : inEachState()) {
      Health health = reporter.health();
      assertEquals(health.level() == Health.Level.OK, health.detail().isBlank(), health::toString);
    }
  }

  /** Several threads may ask at the same time. */
  @Test
  protected void answersSeveralThreads() {
    for (HealthReporter reporter : inEachState()) {
      String part = reporter.health().part();
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Set<String>>> threads =
          IntStream.range(0, THREADS)
              .mapToObj(n -> onItsOwnThread(() -> namesHeard(reporter, start)))
              .toList();
      start.countDown();
      threads.forEach(thread -> assertEquals(Set.of(part), Await.await(thread)));
    }
  }

  private List<HealthReporter> inEachState() {
    List<HealthReporter> reporters = reporters();
    assertFalse(reporters.isEmpty(), "no reporter exists");
    return reporters;
  }

  private static Set<String> namesHeard(HealthReporter reporter, CountDownLatch start) {
    Await.await(start);
    return IntStream.range(0, TIMES)
        .mapToObj(n -> reporter.health().part())
        .collect(Collectors.toSet());
  }

  /** A pool might have too few threads, or get back an interrupted one. */
  private static <T> CompletableFuture<T> onItsOwnThread(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        task -> {
          Thread thread = new Thread(task, "asks for health");
          thread.setDaemon(true);
          thread.start();
        });
  }
}
