// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A single governed executor, called directly. */
class ExecutorTest {
  private final FakeGate gate = new FakeGate();
  private final List<ToolExecutionRequest> ran = new ArrayList<>();
  private final ToolSpecification specification = ToolSpecification.builder().name("read").build();
  private final ToolExecutor executor =
      GovernedTools.with(gate)
          .executor(
              specification,
              (request, memoryId) -> {
                ran.add(request);
                return "for " + memoryId;
              });

  private static InvocationContext context() {
    return InvocationContext.builder().invocationId(UUID.randomUUID()).chatMemoryId("m").build();
  }

  @Test
  void executorDecidesOnceInEitherForm() {
    assertThat(executor.execute(call("1", "read", "{}"), "m")).isEqualTo("for m");
    assertThat(gate.asked()).hasSize(1);
    assertThat(executor.executeWithContext(call("1", "read", "{}"), context()).resultText())
        .isEqualTo("for m");
    assertThat(gate.asked()).hasSize(2);
  }

  @Test
  void toolGetsTheSameRequestExceptForTheArguments() {
    gate.redacting(arguments -> "{\"a\":\"[REDACTED]\"}");

    executor.execute(call("1", "read", "{\"a\":\"b\"}"), "m");

    assertThat(ran).containsExactly(call("1", "read", "{\"a\":\"[REDACTED]\"}"));
  }

  @Nested
  class WhenDenied {
    @Test
    void denialIsTheSameInEitherForm() {
      gate.denying("read", "no reading");

      String text = executor.execute(call("1", "read", "{}"), "m");
      ToolExecutionResult result = executor.executeWithContext(call("1", "read", "{}"), null);

      assertThat(ran).isEmpty();
      assertThat(text).contains("was not run: no reading");
      assertThat(result.resultText()).isEqualTo(text);
      assertThat(result.isError()).isTrue();
    }

    @Test
    void requestForAnotherToolIsDeniedWithoutAskingAboutThatTool() {
      ToolExecutionRequest other = call("1", "delete", "{}");

      assertThat(executor.executeWithContext(other, context()).isError()).isTrue();
      assertThat(executor.execute(other, "m")).contains("'read' was not run");
      assertThat(ran).isEmpty();
      assertThat(gate.asked()).isEmpty();
    }
  }

  @Nested
  class WhenTheToolThrows {
    @Test
    void executorThrowsTheSameInEitherForm() {
      for (Throwable thrown :
          List.of(new IllegalStateException("a"), new IOException("b"), new StackOverflowError())) {
        ToolExecutor failing =
            GovernedTools.with(gate)
                .executor(
                    specification,
                    (request, memoryId) -> {
                      ExecutorTest.<RuntimeException>throwIt(thrown);
                      return "never";
                    });

        assertThatThrownBy(() -> failing.execute(call("1", "read", "{}"), "m")).isSameAs(thrown);
        assertThatThrownBy(() -> failing.executeWithContext(call("1", "read", "{}"), context()))
            .isSameAs(thrown);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwIt(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
