// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a governed call. Immutable, if the tool's result is.
 *
 * @param <T> what the tool returns
 */
public sealed interface ToolOutcome<T extends @Nullable Object> {

  /** The kinds of outcome, for an exhaustive {@code switch}. */
  enum Kind {
    /** The tool ran and returned. */
    COMPLETED,
    /** The tool did not run. */
    DENIED,
    /** The tool ran and threw. */
    FAILED
  }

  /**
   * Returns the kind of this outcome.
   *
   * @return never null
   */
  Kind kind();

  /**
   * The tool ran and returned.
   *
   * @param value the result of the tool
   * @param <T> what the tool returns
   */
  record Completed<T extends @Nullable Object>(T value) implements ToolOutcome<T> {
    @Override
    public Kind kind() {
      return Kind.COMPLETED;
    }
  }

  /**
   * The tool did not run.
   *
   * @param verdict the denial
   * @param <T> what the tool would have returned
   */
  record Denied<T extends @Nullable Object>(Verdict.Deny verdict) implements ToolOutcome<T> {
    /**
     * Refuses null.
     *
     * @throws NullPointerException if the argument is null
     */
    public Denied {
      Objects.requireNonNull(verdict, "verdict");
    }

    @Override
    public Kind kind() {
      return Kind.DENIED;
    }
  }

  /**
   * The tool ran and threw.
   *
   * @param cause the exception of the tool
   * @param <T> what the tool would have returned
   */
  record Failed<T extends @Nullable Object>(Throwable cause) implements ToolOutcome<T> {
    /**
     * Refuses null.
     *
     * @throws NullPointerException if the argument is null
     */
    public Failed {
      Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Kind kind() {
      return Kind.FAILED;
    }
  }
}
