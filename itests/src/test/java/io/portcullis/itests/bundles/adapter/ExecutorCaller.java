// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.adapter;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.service.tool.ToolExecutor;
import io.portcullis.adapter.langchain4j.GovernedTools;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Calls a tool through the adapter, given its arguments. In a bundle of its own, which is refreshed
 * together with the adapter; with its surroundings it shares types of the JDK alone.
 */
public final class ExecutorCaller implements Function<String, String> {
  private GovernedTools governed;
  private Consumer<String> tool;
  private ToolExecutor executor;

  void open() {
    ToolSpecification specification = ToolSpecification.builder().name("no_gap").build();
    executor =
        governed.executor(
            specification,
            (request, memoryId) -> {
              tool.accept(request.arguments());
              return "ran";
            });
  }

  @Override
  public String apply(String arguments) {
    ToolExecutionRequest request =
        ToolExecutionRequest.builder().id(arguments).name("no_gap").arguments(arguments).build();
    return executor.execute(request, "memory");
  }
}
