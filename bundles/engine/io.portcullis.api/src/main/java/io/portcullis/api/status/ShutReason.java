// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

import java.util.Locale;
import java.util.Objects;

/**
 * One reason why no call can be allowed.
 *
 * @param code the reason for programs; it is stable
 * @param text the reason for people, in one line
 */
public record ShutReason(Code code, String text) {

  /** The reasons for programs. */
  public enum Code {
    /** The engine could not be inspected, so its state is unknown. */
    STATUS_UNAVAILABLE,
    /** No gate is registered. */
    GATE_MISSING,
    /** The gate's configuration cannot be used. */
    CONFIGURATION_REFUSED,
    /** The runtime allowed the call of the self-test. */
    SELF_TEST_FAILED,
    /** The gate reports another critical problem, or its health cannot be read. */
    GATE_FAILED,
    /** Evidence is required and no journal is registered. */
    JOURNAL_MISSING,
    /** Operator control is required and not registered. */
    OPERATOR_CONTROL_MISSING,
    /** The fail-closed interceptor decides; it denies in every mode. */
    FAIL_CLOSED,
    /** No interceptor asks a runtime, and the mode is enforce. */
    NO_RUNTIME,
    /** An operator paused or terminated everything. */
    STOPPED_BY_OPERATOR,
    /** The operators' orders cannot be read, so everything may be stopped. */
    ORDERS_UNREADABLE,
    /** Evidence is required and the journal fails. */
    JOURNAL_FAILED;

    /**
     * Returns the word used in output and in {@code Health.code()}.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Refuses nulls.
   *
   * @throws NullPointerException if an argument is null
   */
  public ShutReason {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(text, "text");
  }
}
