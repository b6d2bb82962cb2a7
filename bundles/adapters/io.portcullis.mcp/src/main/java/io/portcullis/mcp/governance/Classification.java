// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.ToolCall;
import io.portcullis.mcp.jsonrpc.Message;
import org.jspecify.annotations.Nullable;

/** The classification of a request before the gate is asked. */
public sealed interface Classification {

  /**
   * Returns the governed method.
   *
   * @return the method, or null if the request is not governed
   */
  @Nullable GovernedMethod method();

  /** The request passes without a decision. */
  record Pass() implements Classification {
    @Override
    public @Nullable GovernedMethod method() {
      return null;
    }
  }

  /**
   * The gate decides.
   *
   * @param request the request as the gate sees it
   */
  record Govern(GovernedRequest request) implements Classification {
    @Override
    public GovernedMethod method() {
      return request.method();
    }
  }

  /**
   * The request passes because it follows a task whose call was allowed. Its response is the
   * response of that call.
   *
   * @param request the method that it would be governed as
   * @param call the call that created the task, without its arguments
   */
  record Follow(GovernedMethod request, ToolCall call) implements Classification {
    @Override
    public GovernedMethod method() {
      return request == GovernedMethod.GET_TASK_RESULT ? GovernedMethod.CALL_TOOL : request;
    }
  }

  /**
   * The gateway denies the request without asking the gate.
   *
   * @param method the method that it would be governed as, or null
   * @param code the reason
   */
  record Reject(@Nullable GovernedMethod method, DenialCode code) implements Classification {}

  /**
   * Classifies a request.
   *
   * @param direction the direction of the request
   * @param request the request
   * @param party the agent and the server
   * @param tasks the tasks of allowed calls
   * @return the classification; an unknown method is rejected
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
