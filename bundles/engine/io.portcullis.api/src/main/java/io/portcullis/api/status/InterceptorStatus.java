// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

import java.util.Locale;
import java.util.Objects;

/**
 * One registered interceptor.
 *
 * @param name the name that it publishes for people, or the symbolic name of its bundle; no rule
 *     depends on it
 * @param ranking its service ranking
 * @param bundle the symbolic name of its bundle
 * @param role what it is to the engine
 * @param transport the name of the transport that it asks; empty if it names none
 */
public record InterceptorStatus(
    String name, int ranking, String bundle, Role role, String transport) {

  /** What an interceptor is to the engine, by its service properties. */
  public enum Role {
    /** It asks a runtime that is reachable now. */
    RUNTIME,
    /** The fail-closed interceptor with the lowest ranking. */
    FLOOR,
    /** The fail-closed interceptor with the highest ranking. */
    CEILING,
    /** Any other interceptor. */
    OTHER;

    /**
     * Returns whether an interceptor in this role denies every call.
     *
     * @return true for the floor and the ceiling
     */
    public boolean denies() {
      return this == FLOOR || this == CEILING;
    }

    /**
     * Returns the word used in output.
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
  public InterceptorStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(transport, "transport");
  }
}
