// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.segment;

import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the sealed segments to remove: the oldest, a few at a time, each only after it was read
 * in full and matched its seal. For the writer only. A separate thread reads, because callers wait
 * for the writer.
 */
public final class Retention {
  /** The maximum removals in a round, for a clock that was set far ahead; each is recorded. */
  public static final int MAX_AT_ONCE = 8;

  private static final long ROUND_NANOS = 60_000_000_000L;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final JournalDirectory folder;
  private final JournalSettings settings;
  private final ArrayDeque<SegmentSeal> sealed = new ArrayDeque<>(); // the oldest first
  private final ArrayDeque<Path> recorded = new ArrayDeque<>();
  private long firstSegment;
  private long sealedBytes;
  private boolean roundDue;
  private long roundNanos = System.nanoTime();
  private long failedNanos = System.nanoTime() - RETRY_NANOS;
  private @Nullable FutureTask<List<SegmentSeal>> checking;

  /**
   * Starts with the existing segments.
   *
   * @param firstSegment the number of the first segment that was not removed
   * @param seals the seals of the sealed segments, the newest first
   */
  public Retention(
      JournalDirectory folder,
      JournalSettings settings,
      long firstSegment,
      Collection<SegmentSeal> seals) {
    this.folder = folder;
    this.settings = settings;
    this.firstSegment = firstSegment;
    for (SegmentSeal seal : seals) {
      sealed.addFirst(seal);
      sealedBytes += seal.bytes();
    }
  }

  /** Returns the number of the first segment that was not removed. */
  public long firstSegment() {
    return firstSegment;
  }

  /** Adds a segment that was sealed. */
  public void sealed(SegmentSeal seal) {
    sealed.addLast(seal);
    sealedBytes += seal.bytes();
    roundDue = true;
  }

  /**
   * Returns the segments to remove that were read in full.
   *
   * @param openBytes the size of the segment that is not sealed
   * @return the oldest first; empty if none is due or they are still being read
   * @throws TamperedJournalException if a segment does not match its seal
   */
  public List<SegmentSeal> due(Instant now, long openBytes) throws TamperedJournalException {
    FutureTask<List<SegmentSeal>> running = checking;
    if (running != null) {
      return running.isDone() ? checked(running) : List.of();
    }
    if (!roundDue && System.nanoTime() - roundNanos < ROUND_NANOS) {
      return List.of();
    }
    roundDue = false;
    roundNanos = System.nanoTime();
    List<SegmentSeal> chosen = chosen(now, openBytes);
    if (!chosen.isEmpty()) {
      check(chosen);
    }
    return List.of();
  }

  private List<SegmentSeal> chosen(Instant now, long openBytes) {
    List<SegmentSeal> chosen = new ArrayList<>();
    long bytes = sealedBytes + openBytes;
    Iterator<SegmentSeal> oldest = sealed.iterator();
    while (oldest.hasNext() && chosen.size() < MAX_AT_ONCE) {
      SegmentSeal seal = oldest.next();
      if (!old(seal, now) && (settings.keepBytes() == 0 || bytes <= settings.keepBytes())) {
        return chosen;
      }
      bytes -= seal.bytes();
      chosen.add(seal);
    }
    return chosen;
  }

  private boolean old(SegmentSeal seal, Instant now) {
    return settings.keepDays() > 0
        && Duration.between(seal.at(), now).toDays() >= settings.keepDays();
  }

  private void check(List<SegmentSeal> chosen) {
    FutureTask<List<SegmentSeal>> task =
        new FutureTask<>(
            () -> {
              for (SegmentSeal seal : chosen) {
                EarlierSegments.verify(path(seal), seal, List.of());
              }
              return chosen;
            });
    Thread thread = DaemonThreads.create("portcullis-journal-retention", task);
    thread.start();
    checking = task;
  }

  private Path path(SegmentSeal seal) {
    return folder.path(JournalDirectory.segmentName(seal.number()));
  }

  private List<SegmentSeal> checked(FutureTask<List<SegmentSeal>> task)
      throws TamperedJournalException {
    checking = null;
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TamperedJournalException changed) {
        throw changed;
      }
      LOG.warn("Removed no segment: cannot read the oldest; trying again", e);
      return List.of();
    }
  }

  /** Returns the reason of removals, for the record. */
  public String reason() {
    return (settings.keepDays() > 0 ? "keepDays = " + settings.keepDays() : "")
        + (settings.keepDays() > 0 && settings.keepBytes() > 0 ? ", " : "")
        + (settings.keepBytes() > 0 ? "keepBytes = " + settings.keepBytes() : "");
  }

  /**
   * Marks these oldest segments for deletion, because the chain has the record of their removal.
   */
  public void recorded(List<SegmentSeal> removed) {
    for (SegmentSeal seal : removed) {
      sealed.remove(seal);
      sealedBytes -= seal.bytes();
      recorded.addLast(path(seal));
      firstSegment = seal.number() + 1;
    }
    roundDue = true; // more may be due
    LOG.info(
        "Retention removed segments {} to {} ({})",
        removed.get(0).number(),
        firstSegment - 1,
        reason());
  }

  /** Deletes the files whose removal is recorded. A failure is tried again later. */
  public void delete() {
    if (recorded.isEmpty() || System.nanoTime() - failedNanos < RETRY_NANOS) {
      return;
    }
    try {
      while (!recorded.isEmpty()) {
        folder.disk().deleteIfExists(recorded.element());
        recorded.remove();
      }
    } catch (IOException e) { // no evidence is lost by a file too many, so no call is denied
      failedNanos = System.nanoTime();
      LOG.warn("Cannot delete {}; trying again", recorded.element(), e);
    }
  }
}
