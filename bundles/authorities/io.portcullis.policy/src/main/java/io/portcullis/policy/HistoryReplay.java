// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.history.HistoryFold;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.rebuild.RecordFold;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * A history that follows records, so that a replay decides each call by the records before it. For
 * one thread.
 */
public final class HistoryReplay {
  private final Policies policies;
  private final HistoryFold fold;
  private final RecordFold records;

  /**
   * Starts before the first record.
   *
   * @param policies the documents to decide by
   */
  public HistoryReplay(Policies policies) {
    this.policies = policies;
    List<HistorySpec> specs = policies.historySpecs();
    fold = new HistoryFold(specs, true);
    fold.state().complete(specs, null, "");
    records = new RecordFold(fold, policies.lookup(), specs);
  }

  /**
   * Returns an engine that decides by the records so far.
   *
   * @param limits the counters of hourly limits
   * @param clock the clock of the replay
   * @return the engine; only its decisions without reservation may be used
   */
  public PolicyEngine engine(RateLimits limits, InstantSource clock) {
    return new PolicyEngine(policies, limits, clock, new PolicyHistory(fold.state(), clock));
  }

  /**
   * Moves on to the time of a record that is decided next.
   *
   * @param at the time
   */
  public void moveTo(Instant at) {
    fold.moveTo(at);
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
    fold.applyGaps();
  }
}
