// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Compares the allows of a runtime with the executions that happened. One allow permits one
 * execution; an execution without an allow is listed. Calls are distinguished by a ticket, which
 * the test makes unique for each call, usually their arguments. Thread-safe; it holds only the
 * unused allows, and at most {@value #LISTED} violations.
 */
public final class AllowLedger {
  private static final int LISTED = 100;

  private final ConcurrentHashMap<String, Integer> unused = new ConcurrentHashMap<>();
  private final List<String> unauthorised = new ArrayList<>();
  private final LongAdder allows = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private final LongAdder offences = new LongAdder();

  /**
   * Records an allow. Call it before the allow is delivered.
   *
   * @param ticket the ticket of the call
   */
  public void allowed(String ticket) {
    allows.increment();
    unused.merge(ticket, 1, Integer::sum);
  }

  /**
   * Records an execution, which uses one allow with the same ticket.
   *
   * @param ticket the ticket of the call
   */
  public void executed(String ticket) {
    executions.increment();
    boolean[] had = {false};
    unused.computeIfPresent(
        ticket,
        (key, left) -> {
          had[0] = true;
          return left == 1 ? null : left - 1;
        });
    if (!had[0]) {
      offences.increment();
      list(ticket);
    }
  }

  private synchronized void list(String ticket) {
    if (unauthorised.size() < LISTED) {
      unauthorised.add(ticket);
    }
  }

  /**
   * Returns the number of allows.
   *
   * @return the count since this ledger was created
   */
  public long allows() {
    return allows.sum();
  }

  /**
   * Returns the number of executions.
   *
   * @return the count since this ledger was created
   */
  public long executions() {
    return executions.sum();
  }

  /**
   * Returns the number of executions without an allow.
   *
   * @return the count; anything but 0 is a hole in the gate
   */
  public long offences() {
    return offences.sum();
  }

  /**
   * Returns the executions without an allow.
   *
   * @return their tickets, the first {@value #LISTED} of them
   */
  public synchronized List<String> unauthorised() {
    return List.copyOf(unauthorised);
  }

  @Override
  public String toString() {
    return "%d executions, %d allows, %d executions without an allow"
        .formatted(executions(), allows(), offences());
  }
}
