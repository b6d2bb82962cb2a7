// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import io.portcullis.journal.internal.storage.JournalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/**
 * The futures of appends that wait for the chain, and of flushes that wait for a signed checkpoint.
 * Guarded by the spool's lock.
 */
final class PendingAcknowledgements {
  private record Acknowledgement(long position, CompletableFuture<Void> future) {}

  private final ArrayDeque<Acknowledgement> appends = new ArrayDeque<>();
  private final List<Acknowledgement> flushes = new ArrayList<>();
  private final CompletionExecutor completions;

  PendingAcknowledgements(CompletionExecutor completions) {
    this.completions = completions;
  }

  boolean isEmpty() {
    return appends.isEmpty() && flushes.isEmpty();
  }

  /** Adds the future of a record that ends at this position. */
  void addAppend(long position, CompletableFuture<Void> future) {
    appends.add(new Acknowledgement(position, future));
  }

  /** Adds the future of a flush of everything before this position. */
  void addFlush(long position, CompletableFuture<Void> future) {
    flushes.add(new Acknowledgement(position, future));
  }

  /** Completes the appends up to this position. */
  void completeAppends(long position) {
    while (!appends.isEmpty() && appends.element().position() <= position) {
      completions.complete(appends.remove().future(), null);
    }
  }

  /** Returns whether a flush covers a position that the predicate accepts. */
  boolean anyFlush(LongPredicate reached) {
    return flushes.stream().anyMatch(flush -> reached.test(flush.position()));
  }

  /** Completes the flushes whose position the predicate accepts. */
  void completeFlushes(LongPredicate reached) {
    flushes.removeIf(
        flush -> {
          boolean done = reached.test(flush.position());
          if (done) {
            completions.complete(flush.future(), null);
          }
          return done;
        });
  }

  /** Fails all futures and forgets them. */
  void fail(JournalException reason) {
    appends.forEach(each -> completions.complete(each.future(), reason));
    appends.clear();
    flushes.forEach(each -> completions.complete(each.future(), reason));
    flushes.clear();
  }
}
