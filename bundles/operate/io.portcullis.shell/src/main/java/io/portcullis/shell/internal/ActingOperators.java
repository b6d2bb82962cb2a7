// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.operations.CurrentOperator;
import io.portcullis.api.operations.OperatorContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Holds the operator whose command each thread runs. Thread-safe. */
@Component(service = {CurrentOperator.class, OperatorContext.class})
public final class ActingOperators implements OperatorContext {
  private static final ThreadLocal<@Nullable Operator> ACTING = new ThreadLocal<>();

  @Override
  public @Nullable Operator enter(Operator operator) {
    Objects.requireNonNull(operator, "operator");
    Operator previous = ACTING.get();
    ACTING.set(operator);
    return previous;
  }

  @Override
  public void leave(@Nullable Operator previous) {
    if (previous == null) {
      ACTING.remove();
    } else {
      ACTING.set(previous);
    }
  }

  @Override
  public Optional<Operator> current() {
    return Optional.ofNullable(ACTING.get());
  }
}
