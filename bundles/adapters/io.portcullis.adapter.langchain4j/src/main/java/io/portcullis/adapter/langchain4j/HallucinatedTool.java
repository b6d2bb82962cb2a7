// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import io.portcullis.adapter.langchain4j.internal.DenialMessage;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers calls of tools that do not exist; the gate is asked so that the call is recorded. */
final class HallucinatedTool implements Function<ToolExecutionRequest, ToolExecutionResultMessage> {
  private final GovernedToolSet gated;

  HallucinatedTool(GovernedToolSet gated) {
    this.gated = gated;
  }

  @Override
  public ToolExecutionResultMessage apply(ToolExecutionRequest request) {
    String name = Objects.requireNonNullElse(request.name(), "");
    ToolCall call =
        ToolCall.builder(name)
            .source(GovernedToolSet.SOURCE)
            .arguments(GovernedToolExecutor.argumentsOf(request))
            .trace(GovernedToolExecutor.trace(request, null))
            .build();
    ToolOutcome<@Nullable Void> outcome =
        gated.run(
            call,
            arguments -> {
              throw new IllegalArgumentException("no tool has this name");
            });
    return ToolExecutionResultMessage.builder()
        .id(request.id())
        .toolName(name)
        .text(
            outcome instanceof ToolOutcome.Denied<@Nullable Void> denied
                ? DenialMessage.text(name, denied.verdict())
                : "No tool is named '%s', so nothing was run. Use only the tools you were given."
                    .formatted(name))
        .isError(true)
        .build();
  }
}
