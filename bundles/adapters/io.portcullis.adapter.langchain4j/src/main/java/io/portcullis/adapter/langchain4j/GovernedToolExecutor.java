// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import io.portcullis.adapter.langchain4j.internal.DenialMessage;
import io.portcullis.adapter.langchain4j.internal.Rethrow;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.TraceContext;
import io.portcullis.api.Verdict;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An executor behind the gate; each of its methods makes exactly one decision for a call. */
final class GovernedToolExecutor implements ToolExecutor {
  private final GovernedToolSet gated;
  private final String tool;
  private final ToolExecutor executor;

  GovernedToolExecutor(GovernedToolSet gated, String tool, ToolExecutor executor) {
    this.gated = gated;
    this.tool = tool;
    this.executor = executor;
  }

  @Override
  public @Nullable ToolExecutionResult executeWithContext(
      ToolExecutionRequest request, @Nullable InvocationContext context) {
    if (!tool.equals(request.name())) {
      return DenialMessage.result(wrongTool());
    }
    boolean named = request.id() != null && !request.id().isBlank();
    return gated
        .equalCalls()
        .of(request, context)
        .answer(
            tool,
            named,
            () ->
                gated.<@Nullable ToolExecutionResult>run(
                    call(request, context),
                    arguments ->
                        executor.executeWithContext(withArguments(request, arguments), context)));
  }

  @Override
  public @Nullable String execute(ToolExecutionRequest request, @Nullable Object memoryId) {
    if (!tool.equals(request.name())) {
      return wrongTool();
    }
    ToolOutcome<@Nullable String> outcome =
        gated.<@Nullable String>run(
            call(request, null),
            arguments -> executor.execute(withArguments(request, arguments), memoryId));
    if (outcome instanceof ToolOutcome.Completed<@Nullable String> completed) {
      return completed.value();
    }
    if (outcome instanceof ToolOutcome.Denied<@Nullable String> denied) {
      return DenialMessage.text(tool, denied.verdict());
    }
    throw Rethrow.asIs(((ToolOutcome.Failed<?>) outcome).cause());
  }

  private String wrongTool() {
    return DenialMessage.text(tool, Verdict.Deny.fault("the request names another tool"));
  }

  private ToolCall call(ToolExecutionRequest request, @Nullable InvocationContext context) {
    return ToolCall.builder(tool)
        .source(GovernedToolSet.SOURCE)
        .arguments(argumentsOf(request))
        .trace(trace(request, context))
        .build();
  }

  static String argumentsOf(ToolExecutionRequest request) {
    String arguments = request.arguments();
    return arguments == null || arguments.isBlank() ? "{}" : arguments;
  }

  /**
   * LangChain4j carries no trace: the invocation id serves as trace id, and the call id as span id.
   */
  static TraceContext trace(ToolExecutionRequest request, @Nullable InvocationContext context) {
    UUID invocation = context == null ? null : context.invocationId();
    String call = request.id();
    return new TraceContext(
        invocation == null ? "" : invocation.toString(), call == null ? "" : call);
  }

  static ToolExecutionRequest withArguments(ToolExecutionRequest request, String arguments) {
    return request.toBuilder().arguments(arguments).build();
  }
}
