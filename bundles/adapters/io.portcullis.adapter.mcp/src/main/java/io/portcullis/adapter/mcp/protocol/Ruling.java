// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import io.portcullis.api.ToolCall;
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
   * It passes because the call whose task it follows was allowed. Its answer is that call's own.
   *
   * @param request what it would be decided as
   * @param call the call that created the task, without its arguments
   */
  record Followed(GovernedMethod request, ToolCall call) implements Ruling {
    @Override
    public GovernedMethod method() {
      return request == GovernedMethod.GET_TASK_RESULT ? GovernedMethod.CALL_TOOL : request;
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
   * @param tasks the tasks of allowed calls
   * @return what becomes of it; a method that is not known is refused
   */
  static Ruling of(
      GovernedMethod.Direction direction,
      Message.Request request,
      Party party,
      TaskRegistry tasks) {
    GovernedMethod method = GovernedMethod.of(direction, request.method());
    if (method == null) {
      return GovernedMethod.isFree(direction, request.method())
          ? new Free()
          : new Refused(null, DenialCode.METHOD_NOT_ALLOWED);
    }
    try {
      GovernedRequest governed = GovernedRequest.of(request, method, party);
      return method.isAboutTask()
          ? aboutTask(direction, governed, party, tasks)
          : new Governed(governed);
    } catch (GovernedRequest.Unfit e) {
      return new Refused(method, e.code());
    }
  }

  private static Ruling aboutTask(
      GovernedMethod.Direction direction,
      GovernedRequest governed,
      Party party,
      TaskRegistry tasks) {
    String id = String.valueOf(governed.request().params().text(GovernedMethod.TASK_ID));
    ToolCall call = tasks.call(direction, party.agent(), id);
    if (call != null) {
      return new Followed(governed.method(), call);
    }
    return tasks.isOfOther(direction, party.agent(), id)
        ? new Refused(governed.method(), DenialCode.OTHERS_TASK)
        : new Governed(governed);
  }
}
