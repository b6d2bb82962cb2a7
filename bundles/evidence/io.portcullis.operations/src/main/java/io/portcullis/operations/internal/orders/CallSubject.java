// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.TraceContext;
import io.portcullis.api.operations.OperationScope;

/**
 * The properties of a call that an order can name. A waiting call is represented by them, so that
 * its arguments are not retained.
 *
 * @param agent the id of the calling agent, or empty
 * @param caller the id of the agent on whose behalf it calls, or empty
 * @param trace the place of the call in a trace
 */
public record CallSubject(String agent, String caller, TraceContext trace) {

  /** Returns the subject of a call. */
  public static CallSubject of(ToolCall call) {
    AgentIdentity caller = call.caller();
    return new CallSubject(call.agent().id(), caller == null ? "" : caller.id(), call.trace());
  }

  /** Returns the operation as orders name it, or an empty text if no order can name it. */
  String operation() {
    int length = trace.traceId().length() + 1 + trace.spanId().length();
    return trace.traceId().isEmpty() || length > OperationScope.MAX_NAME_LENGTH
        ? ""
        : trace.traceId() + ":" + trace.spanId();
  }

  /** Returns whether a scope covers the call. */
  public boolean isIn(OperationScope scope) {
    return switch (scope.kind()) {
      case ALL -> true;
      case AGENT -> scope.name().equals(agent) || scope.name().equals(caller);
      case OPERATION -> scope.name().equals(operation());
    };
  }
}
