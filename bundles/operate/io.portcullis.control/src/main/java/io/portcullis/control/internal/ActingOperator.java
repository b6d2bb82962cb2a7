// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorContext;
import org.jspecify.annotations.Nullable;

/**
 * The operator of one request, with the service that binds threads to them. A request keeps one
 * service to its end: its threads must not be bound by different ones. Thread-safe.
 *
 * @param context binds threads to the operator
 * @param operator the authenticated user at the other end
 */
public record ActingOperator(OperatorContext context, Operator operator) {

  /** Binds the current thread; returns what {@link #leave} needs. */
  @Nullable Operator enter() {
    return context.enter(operator);
  }

  void leave(@Nullable Operator around) {
    context.leave(around);
  }
}
