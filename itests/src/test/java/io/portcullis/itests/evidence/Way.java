// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.evidence;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.service.tool.ToolExecutor;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.itests.inside.Registry;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ObservedTool;
import java.util.concurrent.CompletableFuture;

/**
 * The ways to a tool: each form of the gate, and an adapter. Each returns when the call has ended.
 */
enum Way {
  RUN {
    @Override
    void call(Registry registry, ObservedTool tool) {
      gate(registry).run(someCall(), tool::run);
    }
  },
  RUN_ASYNC {
    @Override
    void call(Registry registry, ObservedTool tool) {
      Await.await(
          gate(registry)
              .runAsync(
                  someCall(), arguments -> CompletableFuture.completedFuture(tool.run(arguments))));
    }
  },
  DECIDE {
    @Override
    void call(Registry registry, ObservedTool tool) {
      ToolGate.Decision decision = Await.await(gate(registry).decide(someCall()));
      if (decision.verdict().kind() == Verdict.Kind.ALLOW) {
        tool.run(decision.call().arguments());
        gate(registry).report(decision, ToolOutcome.Kind.COMPLETED);
      }
    }
  },
  LANGCHAIN4J {
    @Override
    void call(Registry registry, ObservedTool tool) {
      ToolExecutor executor = (request, memory) -> tool.run(request.arguments());
      try {
        registry
            .service(GovernedTools.class)
            .executor(ToolSpecification.builder().name(NAME).build(), executor)
            .execute(
                ToolExecutionRequest.builder().id("1").name(NAME).arguments(ARGUMENTS).build(),
                "memory");
      } catch (RuntimeException e) {
        System.out.println("the adapter threw " + e); // no evidence: the tool itself tells
      }
    }
  };

  private static final String NAME = "read_file";
  private static final String ARGUMENTS = "{\"path\":\"/tmp/a\"}";

  abstract void call(Registry registry, ObservedTool tool);

  private static ToolCall someCall() {
    return ToolCall.of(NAME, ARGUMENTS);
  }

  private static ToolGate gate(Registry registry) {
    return registry.service(ToolGate.class);
  }
}
