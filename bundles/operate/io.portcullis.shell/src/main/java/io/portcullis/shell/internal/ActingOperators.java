// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.CurrentOperator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Knows which operator's command each thread runs. Thread-safe. */
@Component(service = {CurrentOperator.class, ActingOperators.class})
public final class ActingOperators implements CurrentOperator {
  private static final ThreadLocal<@Nullable Operator> ACTING = new ThreadLocal<>();

  /**
   * Marks the current thread as running a command.
   *
   * @param operator whose command runs
   * @return the operator of the command around this one, for {@link #leave}; null if there is none
   */
  public @Nullable Operator enter(Operator operator) {
    Operator around = ACTING.get();
    ACTING.set(operator);
    return around;
  }

  /**
   * Ends what {@link #enter} began, in the same thread.
   *
   * @param around what it returned
   */
  public void leave(@Nullable Operator around) {
    if (around == null) {
      ACTING.remove();
    } else {
      ACTING.set(around);
    }
  }

  @Override
  public Optional<Operator> current() {
    return Optional.ofNullable(ACTING.get());
  }
}
