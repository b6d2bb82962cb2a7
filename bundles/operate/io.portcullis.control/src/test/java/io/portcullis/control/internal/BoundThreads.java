// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.OperatorContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Binds threads to operators, as the shell does; two of these know nothing of each other. */
final class BoundThreads implements OperatorContext {
  private final ThreadLocal<Operator> bound = new ThreadLocal<>();

  @Override
  public @Nullable Operator enter(Operator operator) {
    Operator around = bound.get();
    bound.set(operator);
    return around;
  }

  @Override
  public void leave(@Nullable Operator around) {
    bound.set(around);
  }

  @Override
  public Optional<Operator> current() {
    return Optional.ofNullable(bound.get());
  }
}
