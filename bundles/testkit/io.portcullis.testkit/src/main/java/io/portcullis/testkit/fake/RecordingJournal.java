// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.Journal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A journal in memory that can fail on demand. Thread-safe. */
public final class RecordingJournal implements Journal {
  private final List<CallRecord> records = new CopyOnWriteArrayList<>();
  private volatile @Nullable StageFault fault;

  /**
   * Fails from now on, and keeps nothing.
   *
   * @param how the fault; null ends it
   */
  public void fail(@Nullable StageFault how) {
    fault = how;
  }

  /**
   * Returns the written records.
   *
   * @return the records, in order
   */
  public List<CallRecord> records() {
    return List.copyOf(records);
  }

  @Override
  @SuppressWarnings("NullAway") // a null stage is one of the faults
  public CompletionStage<Void> append(CallRecord callRecord) {
    StageFault how = fault;
    if (how != null) {
      return how.stage();
    }
    records.add(callRecord);
    return CompletableFuture.completedFuture(null);
  }
}
