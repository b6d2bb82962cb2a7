// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import org.jspecify.annotations.Nullable;

/** What becomes of a request before any gate is asked. */
public sealed interface Ruling {

  /**
   * What it is decided as.
   *
   * @return the method, or null if it is none that is decided
   */
  @Nullable GovernedMethod method();

  /** It passes without a decision. */
  record Free() implements Ruling {
    @Override
    public @Nullable GovernedMethod method() {
      return null;
    }
  }

  /**
   * The gate decides.
   *
   * @param request what it is asked
   */
  record Governed(GovernedRequest request) implements Ruling {
    @Override
    public GovernedMethod method() {
      return request.method();
    }
  }

  /**
   * It does not pass, whatever a gate would say.
   *
   * @param method what it would have been decided as, or null
   * @param code why
   */
  record Refused(@Nullable GovernedMethod method, DenialCode code) implements Ruling {}

  /**
   * Rules on a request.
   *
   * @param direction which way it goes
   * @param request the request
   * @param party who asks, and whom
   * @return what becomes of it; a method that is not known is refused
   */
  static Ruling of(GovernedMethod.Direction direction, Message.Request request, Party party) {
    GovernedMethod method = GovernedMethod.of(direction, request.method());
    if (method == null) {
      return GovernedMethod.isFree(direction, request.method())
          ? new Free()
          : new Refused(null, DenialCode.METHOD_NOT_ALLOWED);
    }
    try {
      return new Governed(GovernedRequest.of(request, method, party));
    } catch (GovernedRequest.Unfit e) {
      return new Refused(method, e.code());
    }
  }
}
