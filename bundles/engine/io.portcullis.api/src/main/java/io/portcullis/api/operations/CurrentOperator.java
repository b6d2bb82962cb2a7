// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Names the operator whose command the current thread runs, so that changes can be recorded under
 * that name. It grants no rights. Thread-safe.
 */
@ProviderType
public interface CurrentOperator {

  /**
   * Returns the operator of the current thread.
   *
   * @return the operator; empty in a thread that runs no operator's command
   */
  Optional<Operator> current();

  /**
   * An operator and the origin of a command.
   *
   * @param name the authenticated user, possibly empty where the platform does not tell
   * @param origin the entry point of the command, such as {@code control socket}
   */
  record Operator(String name, String origin) {
    /**
     * Refuses nulls.
     *
     * @throws NullPointerException if an argument is null
     */
    public Operator {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(origin, "origin");
    }
  }
}
