// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Names the operator whose command the current thread runs, so that what the command changes can be
 * recorded under that name. It grants nothing. Thread-safe.
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
   * An operator and the way a command came in.
   *
   * @param name the authenticated user, possibly empty where the platform does not tell
   * @param origin the way in, such as {@code control socket}
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
