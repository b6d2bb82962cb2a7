// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.fake;

import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it receives, or throws on demand. Thread-safe. */
public final class RecordingListener implements RecordListener {
  private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
  private final List<GovernanceEvent> events = new CopyOnWriteArrayList<>();
  private volatile boolean failing;

  /** Throws from now on. */
  public void fail() {
    failing = true;
  }

  /**
   * Waits for the next record and removes it.
   *
   * @return the record
   * @throws IllegalStateException if none comes within a minute, or the thread was interrupted
   */
  public CallRecord nextRecord() {
    try {
      CallRecord next = records.poll(60, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("no record came");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }

  /**
   * Returns the events.
   *
   * @return the events, in order
   */
  public List<GovernanceEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public void onRecord(CallRecord callRecord) {
    failOnEveryCall();
    records.add(callRecord);
  }

  @Override
  public void onEvent(GovernanceEvent event) {
    failOnEveryCall();
    events.add(event);
  }

  private void failOnEveryCall() {
    if (failing) {
      throw new IllegalStateException("thrown on purpose");
    }
  }
}
