// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.history.HistoryFold;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.rebuild.RecordFold;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the history of new counters and labels from records: pass each record in its order, and
 * finish. For one thread.
 */
public final class HistoryRebuild {
  private final PolicyHistory history;
  private final Policies policies;
  private final List<HistorySpec> added;
  private final boolean first;
  private final HistoryFold fold;
  private final RecordFold records;

  HistoryRebuild(PolicyHistory history, Policies policies, List<HistorySpec> added, boolean first) {
    this.history = history;
    this.policies = policies;
    this.added = added;
    this.first = first;
    fold = new HistoryFold(added, first);
    records = new RecordFold(fold, policies.lookup(), added);
  }

  /**
   * Returns an empty rebuild of the same counters and labels, after this one has failed.
   *
   * @return another rebuild
   */
  public HistoryRebuild again() {
    return new HistoryRebuild(history, policies, added, first);
  }

  /**
   * Returns whether the documents have counters or labels whose history is not known yet.
   *
   * @return false if nothing has to be done
   */
  public boolean needed() {
    return !added.isEmpty();
  }

  /**
   * Returns the time from which records are needed.
   *
   * @param now the time now
   * @return the start of the longest window; {@link Instant#MIN} for labels without a window
   */
  public Instant since(Instant now) {
    Instant since = now;
    for (HistorySpec spec : added) {
      CounterWindow window = spec.window();
      if (window == null) {
        return Instant.MIN;
      }
      Instant start = CounterWindow.start(window, now);
      since = start.isBefore(since) ? start : since;
    }
    return since;
  }

  /**
   * Skips what the calls of this engine add: records after this line that were decided by the same
   * documents are counted already.
   *
   * @param lastSeq the number of the last line before the engine decided by the documents
   * @param policyDigest the digest that its records carry
   */
  public void countedAfter(long lastSeq, String policyDigest) {
    records.countedAfter(lastSeq, policyDigest);
  }

  /**
   * Adds one record.
   *
   * @param seq the number of its line
   * @param body its body as the journal keeps it, in JSON
   */
  public void record(long seq, String body) {
    try {
      records.add(seq, JsonReader.readRecord(body));
    } catch (InvalidArgumentsException | DateTimeException e) {
      fold.gap(Instant.MIN, "record " + seq + " cannot be read");
    }
  }

  /**
   * Puts the history in force.
   *
   * @param completeSince the time before which records are missing, or null if they go back to the
   *     first call
   * @param why the reason why they are missing
   */
  public void finish(@Nullable Instant completeSince, String why) {
    fold.mergeInto(history.state(), completeSince, why);
  }

  /**
   * Leaves the history unknown, because the records cannot be read.
   *
   * @param why the reason
   */
  public void fail(String why) {
    history.state().complete(added, Instant.MAX, why);
  }
}
