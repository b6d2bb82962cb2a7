// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import io.portcullis.api.AgentIdentity;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The life cycle of the service. */
class GovernedToolsComponentTest {
  private final FakeGate gate = new FakeGate();
  private final GovernedToolsComponent component = new GovernedToolsComponent(gate);
  private final AtomicInteger ran = new AtomicInteger();
  private final ToolExecutor executor =
      component
          .forAgent(AgentIdentity.of("janitor"))
          .executor(
              ToolSpecification.builder().name("read").build(),
              (request, memoryId) -> "run " + ran.incrementAndGet());
  private final ToolExecutionRequest request =
      ToolExecutionRequest.builder().id("1").name("read").arguments("{}").build();

  @Test
  void stoppedServiceDeniesThroughObjectsThatCameFromIt() {
    assertThat(executor.execute(request, "m")).isEqualTo("run 1");

    component.deactivate();

    ToolExecutionResult result = executor.executeWithContext(request, null);
    assertThat(result.isError()).isTrue();
    assertThat(result.resultText()).contains("was not run: no authorization could be obtained");
    assertThat(ran).hasValue(1);
    assertThat(gate.asked()).hasSize(1);
  }

  @Test
  void stoppedServiceStartsNoToolWhoseVerdictComesLater() {
    gate.deciding(
        call -> {
          component.deactivate();
          return FakeGate.allow();
        });

    assertThat(executor.executeWithContext(request, null).isError()).isTrue();
    assertThat(executor.execute(request, "m")).contains("was not run");
    assertThat(ran).hasValue(0);
  }
}
