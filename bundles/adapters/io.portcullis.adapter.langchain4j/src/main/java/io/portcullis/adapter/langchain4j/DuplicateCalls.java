// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.invocation.InvocationContext;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the calls of each running invocation. An entry lives as long as LangChain4j holds
 * the id of the invocation in its context.
 */
final class DuplicateCalls {
  private final Map<UUID, Map<ToolExecutionRequest, DuplicateCall>> invocations =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Returns the shared state of all calls equal to this one; outside an invocation, a new state.
   */
  DuplicateCall of(ToolExecutionRequest request, @Nullable InvocationContext context) {
    UUID invocation = context == null ? null : context.invocationId();
    if (invocation == null) {
      return new DuplicateCall();
    }
    return invocations
        .computeIfAbsent(invocation, key -> Collections.synchronizedMap(new HashMap<>()))
        .computeIfAbsent(request, key -> new DuplicateCall());
  }
}
