// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import static io.portcullis.approval.internal.queue.QueueRig.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.approval.internal.schedule.ContinuationThreads;
import io.portcullis.approval.internal.schedule.DelayTimer;
import io.portcullis.approval.internal.store.QueueFile;
import io.portcullis.approval.internal.store.QueueLine;
import io.portcullis.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AbandonedApprovalsTest {
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(START);
  private final AtomicReference<Journal> journal = new AtomicReference<>();
  private final BlockingQueue<Duration> putOff = new LinkedBlockingQueue<>();
  private final AtomicReference<Runnable> later = new AtomicReference<>();
  private final ContinuationThreads threads = new ContinuationThreads();

  /** A journal of events that answers as told. */
  private static final class EventJournal implements Journal {
    final BlockingQueue<GovernanceEvent> events = new LinkedBlockingQueue<>();
    private final Supplier<CompletionStage<Void>> answer;

    EventJournal(Supplier<CompletionStage<Void>> answer) {
      this.answer = answer;
    }

    static EventJournal writing() {
      return new EventJournal(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletionStage<Void> append(CallRecord callRecord) {
      throw new AssertionError("no call was decided");
    }

    @Override
    public CompletionStage<Void> append(GovernanceEvent event) {
      events.add(event);
      return answer.get();
    }

    GovernanceEvent take() throws InterruptedException {
      GovernanceEvent event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      return event;
    }
  }

  private QueueFile open() throws IOException {
    return QueueFile.open(folder, QueueFile.Bounds.DEFAULT, 10_000, clock);
  }

  private void leave(int calls) throws IOException {
    try (QueueFile file = open()) {
      for (int n = 0; n < calls; n++) {
        file.add(
            QueueLine.request(
                new ReviewRequest(
                    "id-" + n,
                    QueueRig.call("c-" + n),
                    "sha256:" + n,
                    "",
                    "",
                    START,
                    START.plusSeconds(60),
                    1,
                    List.of(),
                    List.of())));
      }
    }
  }

  private AbandonedApprovals abandonments(QueueFile file) {
    DelayTimer timer =
        (delay, task) -> {
          later.set(task);
          putOff.add(delay);
          return () -> {};
        };
    return new AbandonedApprovals(
        file.found().waiting(), file, journal::get, null, threads, timer, clock);
  }

  private void drain() throws InterruptedException {
    threads.close();
    assertThat(threads.awaitEnd(Duration.ofMinutes(1))).isTrue();
  }

  private int leftInTheFile() throws IOException {
    try (QueueFile file = open()) {
      return file.found().waiting().size();
    }
  }

  @Test
  void abandonedCallIsRecordedOnceAndThenRemoved() throws Exception {
    leave(1_000);
    EventJournal written = EventJournal.writing();
    try (QueueFile file = open()) {
      AbandonedApprovals abandonments = abandonments(file);
      abandonments.record();
      assertThat(written.events).as("without a journal").isEmpty();
      journal.set(written);
      abandonments.record();
      List<GovernanceEvent> told =
          IntStream.range(0, 1_000)
              .mapToObj(
                  n -> {
                    try {
                      return written.take();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  })
              .toList();
      assertThat(told).extracting(e -> e.attributes().get("id")).doesNotHaveDuplicates();
      assertThat(told.get(7).type()).isEqualTo("approval_abandoned");
      assertThat(told.get(7).agent().id()).isEqualTo("agent");
      assertThat(told.get(7).attributes())
          .containsEntry("id", "id-7")
          .containsEntry("call", "c-7")
          .containsEntry("tool", "delete_all")
          .containsEntry("argumentsDigest", "sha256:7");
      awaitNone(abandonments);
    }
    assertThat(leftInTheFile()).isZero();
    assertThat(written.events).isEmpty();
  }

  /** The last answer is worked off in a thread of the pool. */
  private void awaitNone(AbandonedApprovals abandonments) throws InterruptedException {
    drain();
    assertThat(abandonments.unrecorded()).isZero();
  }

  @Test
  void abandonedCallsStayInTheFileUntilTheJournalHasThem() throws Exception {
    leave(3);
    EventJournal broken =
        new EventJournal(() -> CompletableFuture.failedFuture(new IOException("full")));
    journal.set(broken);
    try (QueueFile file = open()) {
      AbandonedApprovals abandonments = abandonments(file);
      abandonments.record();
      broken.take();
      assertThat(putOff.poll(60, TimeUnit.SECONDS)).isEqualTo(AbandonedApprovals.RETRY);
      assertThat(broken.events).isEmpty();
      assertThat(abandonments.unrecorded()).isEqualTo(3);
    }
    assertThat(leftInTheFile()).isEqualTo(3);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure("fails", () -> CompletableFuture.failedFuture(new IOException("full"))),
        failure(
            "is refreshed",
            () -> {
              throw new NoClassDefFoundError("gone");
            }),
        failure("answers nothing", () -> null));
  }

  private static Arguments failure(String name, Supplier<CompletionStage<Void>> answer) {
    return Arguments.of(Named.of(name, new EventJournal(answer)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void recordsAnAbandonedCallLaterWhenTheJournalFails(EventJournal broken) throws Exception {
    leave(1);
    journal.set(broken);
    try (QueueFile file = open();
        AbandonedApprovals abandonments = abandonments(file)) {
      abandonments.record();
      broken.take();
      assertThat(putOff.poll(60, TimeUnit.SECONDS)).isEqualTo(AbandonedApprovals.RETRY);
      EventJournal written = EventJournal.writing();
      journal.set(written);
      later.get().run();
      written.take();
      awaitNone(abandonments);
    }
    assertThat(leftInTheFile()).isZero();
  }

  @Test
  void nextJournalGetsTheCallsThatOneNeverAnswered() throws Exception {
    leave(2);
    EventJournal silent = new EventJournal(CompletableFuture::new);
    journal.set(silent);
    try (QueueFile file = open()) {
      AbandonedApprovals abandonments = abandonments(file);
      abandonments.record();
      silent.take();
      EventJournal written = EventJournal.writing();
      journal.set(written);
      abandonments.record();
      written.take();
      written.take();
      awaitNone(abandonments);
    }
    assertThat(leftInTheFile()).isZero();
  }

  @Test
  void abandonedCallsAreNotRecordedAfterTheClose() throws Exception {
    leave(2);
    EventJournal written = EventJournal.writing();
    journal.set(written);
    try (QueueFile file = open()) {
      AbandonedApprovals abandonments = abandonments(file);
      abandonments.close();
      abandonments.record();
      drain();
      assertThat(written.events).isEmpty();
    }
    assertThat(leftInTheFile()).isEqualTo(2);
  }
}
