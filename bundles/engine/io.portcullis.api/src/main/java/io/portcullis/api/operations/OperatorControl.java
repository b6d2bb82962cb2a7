// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The part of operator control with which consoles pause, resume and terminate the calls of agents.
 * An order is in force, and survives a restart, when {@link #give} returns. Thread-safe.
 */
@ProviderType
public interface OperatorControl {

  /** The orders that an operator can give. */
  enum Signal {
    /** Calls wait, until their deadline at most. */
    PAUSE,
    /** Paused calls continue; terminated ones stay denied. */
    RESUME,
    /** Calls are denied, and keep being denied until the scope is reinstated. */
    TERMINATE,
    /** Revokes a termination. */
    REINSTATE
  }

  /** The state of a scope. */
  enum State {
    /** No order is in force. */
    RUNNING,
    /** Its calls wait. */
    PAUSED,
    /** Its calls are denied. */
    TERMINATED
  }

  /**
   * An order that is in force.
   *
   * @param scope the scope of the order
   * @param state paused or terminated
   * @param since the time of the order
   * @param operator the operator who gave it
   * @param reason the operator's words; may be empty
   */
  record Order(OperationScope scope, State state, Instant since, String operator, String reason) {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Order {
      Objects.requireNonNull(scope, "scope");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(since, "since");
      Objects.requireNonNull(operator, "operator");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * The numbers of known agents and calls that a scope covers. Operator control remembers a bounded
   * number of agents and calls since its start. So zero may mean a misspelt name, and does not
   * prove that the name is unknown.
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
   * @param scope the scope of the order
   * @return the numbers; they may be out of date when the order is given
   */
  Coverage coverage(OperationScope scope);

  /**
   * Gives an order.
   *
   * @param scope the scope of the order
   * @param signal the order
   * @param operator the operator, as authenticated by the console
   * @param reason the operator's words; may be empty
   * @return the state of the scope from now on
   * @throws IOException if the order cannot be stored for a restart. A termination and a pause are
   *     in force nevertheless; a resumption and a reinstatement are not
   * @throws IllegalStateException if too many orders are in force, or operator control has stopped
   */
  State give(OperationScope scope, Signal signal, String operator, String reason)
      throws IOException;

  /**
   * Returns the orders in force.
   *
   * @return the orders, the oldest first
   */
  List<Order> orders();
}
