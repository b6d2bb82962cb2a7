// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How an operator's consoles pause, resume and terminate what agents do. What it is told is in
 * force, and outlives a restart, when a method returns. Thread-safe.
 */
@ProviderType
public interface OperatorControl {

  /** What an operator can order. */
  enum Signal {
    /** Calls wait, until their deadline at most. */
    PAUSE,
    /** What was paused goes on; what was terminated does not. */
    RESUME,
    /** Calls are denied, and keep being denied until the scope is reinstated. */
    TERMINATE,
    /** Takes a termination back. */
    REINSTATE
  }

  /** What holds for a scope. */
  enum State {
    /** Nothing was ordered, or it was taken back. */
    RUNNING,
    /** Its calls wait. */
    PAUSED,
    /** Its calls are denied. */
    TERMINATED
  }

  /**
   * An order that is in force.
   *
   * @param scope what it is about
   * @param state paused or terminated
   * @param since when it was given
   * @param operator who gave it
   * @param reason why, in the operator's words; may be empty
   */
  record Order(OperationScope scope, State state, Instant since, String operator, String reason) {
    /** Refuses nulls. */
    public Order {
      Objects.requireNonNull(scope, "scope");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(since, "since");
      Objects.requireNonNull(operator, "operator");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Returns the known agents and calls that a scope covers. The switch remembers a bounded number
   * of agents and calls since its start, so zero means that a name may be misspelt and not that it
   * is unknown.
   *
   * @param agents the agents that have called, or on whose behalf others have called
   * @param waitingCalls the calls that wait now: paused, or for a verdict, an approval or the
   *     journal
   */
  record Coverage(int agents, int waitingCalls) {
    /**
     * Refuses negative numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Coverage {
      if (agents < 0 || waitingCalls < 0) {
        throw new IllegalArgumentException("a number is negative");
      }
    }
  }

  /**
   * Counts what an order about a scope would cover now.
   *
   * @param scope what the order is about
   * @return the numbers; they may be out of date when the order is given
   */
  Coverage coverage(OperationScope scope);

  /**
   * Gives an order.
   *
   * @param scope what it is about
   * @param signal what to do
   * @param operator who orders it, as its console has authenticated them
   * @param reason why; may be empty
   * @return what holds for the scope from now on
   * @throws IOException if the order cannot be kept over a restart. A termination and a pause are
   *     in force all the same; a resumption and a reinstatement are not
   * @throws IllegalStateException if there are too many orders already, or this switch has stopped
   */
  State give(OperationScope scope, Signal signal, String operator, String reason)
      throws IOException;

  /**
   * The orders in force.
   *
   * @return the oldest first
   */
  List<Order> orders();
}
