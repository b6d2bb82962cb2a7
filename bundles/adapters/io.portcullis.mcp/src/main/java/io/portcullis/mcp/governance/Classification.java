// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.ToolCall;
import io.portcullis.mcp.jsonrpc.Message;
import org.jspecify.annotations.Nullable;

/** What becomes of a request before any gate is asked. */
public sealed interface Classification {

  /**
   * What it is decided as.
   *
   * @return the method, or null if it is none that is decided
   */
  @Nullable GovernedMethod method();

  /** It passes without a decision. */
  record Pass() implements Classification {
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
  record Govern(GovernedRequest request) implements Classification {
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
  record Follow(GovernedMethod request, ToolCall call) implements Classification {
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
  record Reject(@Nullable GovernedMethod method, DenialCode code) implements Classification {}

  /**
   * Rules on a request.
   *
   * @param direction which way it goes
   * @param request the request
   * @param party who asks, and whom
   * @param tasks the tasks of allowed calls
   * @return what becomes of it; a method that is not known is refused
   */
  static Classification classify(
      GovernedMethod.Direction direction,
      Message.Request request,
      CallerContext party,
      TaskRegistry tasks) {
    GovernedMethod method = GovernedMethod.of(direction, request.method());
    if (method == null) {
      return GovernedMethod.isFree(direction, request.method())
          ? new Pass()
          : new Reject(null, DenialCode.METHOD_NOT_ALLOWED);
    }
    try {
      GovernedRequest governed = GovernedRequest.of(request, method, party);
      return method.isAboutTask()
          ? aboutTask(direction, governed, party, tasks)
          : new Govern(governed);
    } catch (GovernedRequest.Unfit e) {
      return new Reject(method, e.code());
    }
  }

  private static Classification aboutTask(
      GovernedMethod.Direction direction,
      GovernedRequest governed,
      CallerContext party,
      TaskRegistry tasks) {
    String id = String.valueOf(governed.request().params().text(GovernedMethod.TASK_ID));
    ToolCall call = tasks.call(direction, party.agent(), id);
    if (call != null) {
      return new Follow(governed.method(), call);
    }
    return tasks.isOfOther(direction, party.agent(), id)
        ? new Reject(governed.method(), DenialCode.OTHERS_TASK)
        : new Govern(governed);
  }
}
