// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Binds a thread to the operator whose command it runs; {@link CurrentOperator} then names that
 * operator in this thread. Only code that has authenticated the operator may call it. Thread-safe.
 */
@ProviderType
public interface OperatorContext extends CurrentOperator {

  /**
   * Binds the current thread to an operator, until {@link #leave}. Commands may be nested.
   *
   * @param operator the operator whose command runs
   * @return the operator that was bound before, for {@link #leave}; null without one
   * @throws NullPointerException if the operator is null
   */
  @Nullable Operator enter(Operator operator);

  /**
   * Restores the operator that was bound before {@link #enter}. The same thread must call it, in a
   * {@code finally} block.
   *
   * @param around the result of {@link #enter}
   */
  void leave(@Nullable Operator around);
}
