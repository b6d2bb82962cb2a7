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

/** The contract of every {@link HealthReporter}, in every state of its part. */
public abstract class HealthReporterContract {
  private static final int THREADS = 4;
  private static final int TIMES = 100;
  private static final Pattern LINE_BREAK = Pattern.compile("\\R");

  /**
   * Creates the part under test.
   *
   * @return a reporter for each state of the part; at least one
   */
  protected abstract List<HealthReporter> reporters();

  /** Every state has an answer. */
  @Test
  protected void healthAnswersInEveryState() {
    for (HealthReporter reporter : inEachState()) {
      assertNotNull(reporter.health());
    }
  }

  /**
   * The answer must not block. On an interrupted thread a sleep or wait fails or loses the
   * interrupt, and any other wait never returns. The duration is not measured.
   */
  @Test
  protected void healthDoesNotBlock() {
    for (HealthReporter reporter : inEachState()) {
      CompletableFuture<Boolean> stillInterrupted =
          onItsOwnThread(
              () -> {
                Thread.currentThread().interrupt();
                assertNotNull(reporter.health());
                return Thread.currentThread().isInterrupted();
              });
      assertTrue(Await.await(stillInterrupted), "health() cleared the interrupt");
    }
  }

  /** The part has the same name in every state and in every answer. */
  @Test
  protected void healthKeepsTheNameOfItsPart() {
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
  protected void healthDetailIsOneLine() {
    for (HealthReporter reporter : inEachState()) {
      String detail = reporter.health().detail();
      assertFalse(LINE_BREAK.matcher(detail).find(), () -> "more than one line: " + detail);
    }
  }

  /** The detail describes the problem, and is empty when the part is healthy. */
  @Test
  protected void healthDetailDescribesTheProblem() {
    for (HealthReporter reporter : inEachState()) {
      Health health = reporter.health();
      assertEquals(health.level() == Health.Level.OK, health.detail().isBlank(), health::toString);
    }
  }

  /** Several threads may ask at the same time. */
  @Test
  protected void healthAnswersSeveralThreads() {
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
    assertFalse(reporters.isEmpty(), "at least one reporter is required");
    return reporters;
  }

  private static Set<String> namesHeard(HealthReporter reporter, CountDownLatch start) {
    Await.await(start);
    return IntStream.range(0, TIMES)
        .mapToObj(n -> reporter.health().part())
        .collect(Collectors.toSet());
  }

  /** Creates its own threads: a pool might have too few, or return an interrupted one. */
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
