// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.TraceContext;
import io.portcullis.api.operations.OperationScope;

/**
 * What an order can be about of a call. A call that waits is known by this, so that its arguments
 * are not held.
 *
 * @param agent the id of who calls, or empty
 * @param caller the id of the agent on whose behalf, or empty
 * @param trace its place in a trace
 */
public record CallSubject(String agent, String caller, TraceContext trace) {

  public static CallSubject of(ToolCall call) {
    AgentIdentity caller = call.caller();
    return new CallSubject(call.agent().id(), caller == null ? "" : caller.id(), call.trace());
  }

  /** The operation as its orders name it; empty if no order can name it. */
  String operation() {
    int length = trace.traceId().length() + 1 + trace.spanId().length();
    return trace.traceId().isEmpty() || length > OperationScope.MAX_NAME_LENGTH
        ? ""
        : trace.traceId() + ":" + trace.spanId();
  }

  public boolean isIn(OperationScope scope) {
    return switch (scope.kind()) {
      case ALL -> true;
      case AGENT -> scope.name().equals(agent) || scope.name().equals(caller);
      case OPERATION -> scope.name().equals(operation());
    };
  }
}
