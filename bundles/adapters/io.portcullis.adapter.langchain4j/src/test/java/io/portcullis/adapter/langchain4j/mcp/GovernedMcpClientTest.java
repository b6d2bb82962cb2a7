// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.mcp.McpToolExecutor;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.McpException;
import dev.langchain4j.mcp.client.McpGetPromptResult;
import dev.langchain4j.mcp.client.McpReadResourceResult;
import dev.langchain4j.service.tool.ToolExecutionResult;
import io.portcullis.adapter.langchain4j.FakeGate;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A governed client over a fake one. */
class GovernedMcpClientTest {
  private static final Set<String> GOVERNED = Set.of("executeTool", "readResource", "getPrompt");

  private final FakeGate gate = new FakeGate();
  private final List<String> served = new ArrayList<>();
  private final McpClient client = fake(served, null);
  private final GovernedMcpClient governed =
      new GovernedMcpClient(client, GovernedTools.with(gate).forAgent(AgentIdentity.of("janitor")));
  private final ToolExecutionRequest request =
      ToolExecutionRequest.builder().id("1").name("grep").arguments("{\"q\":\"x\"}").build();

  /** A client that records the requests to its server. */
  private static McpClient fake(List<String> served, RuntimeException failure) {
    return (McpClient)
        Proxy.newProxyInstance(
            McpClient.class.getClassLoader(),
            new Class<?>[] {McpClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("key")) {
                return "files-server";
              }
              if (failure != null) {
                throw failure;
              }
              served.add(
                  method.getName() + " " + (arguments == null ? "" : List.of(first(arguments))));
              return answer(method);
            });
  }

  private static Object first(Object[] arguments) {
    return arguments[0] instanceof ToolExecutionRequest request
        ? request.name() + request.arguments()
        : String.valueOf(arguments.length > 1 ? arguments[0] + "|" + arguments[1] : arguments[0]);
  }

  private static Object answer(Method method) {
    if (method.getReturnType() == ToolExecutionResult.class) {
      return ToolExecutionResult.builder().resultText("found").build();
    }
    if (method.getReturnType() == McpReadResourceResult.class) {
      return new McpReadResourceResult(List.of());
    }
    if (method.getReturnType() == McpGetPromptResult.class) {
      return new McpGetPromptResult("a prompt", List.of());
    }
    return method.getReturnType() == List.class ? List.of() : null;
  }

  @Test
  void decidesAnExecutionOnceInEitherForm() {
    InvocationContext context = InvocationContext.builder().invocationId(UUID.randomUUID()).build();

    assertThat(governed.executeTool(request).resultText()).isEqualTo("found");
    assertThat(governed.executeTool(request, context).resultText()).isEqualTo("found");

    assertThat(served).hasSize(2).allMatch(sent -> sent.contains("grep{\"q\":\"x\"}"));
    assertThat(gate.asked()).extracting(ToolCall::tool).containsExactly("grep", "grep");
    ToolCall asked = gate.asked().get(1);
    assertThat(asked.source()).isEqualTo("files-server");
    assertThat(asked.agent()).isEqualTo(AgentIdentity.of("janitor"));
    assertThat(asked.trace().traceId()).isEqualTo(context.invocationId().toString());
    assertThat(asked.trace().spanId()).isEqualTo("1");
  }

  @Test
  void answersADeniedExecutionWithAnErrorResult() {
    gate.denying("grep", "no searching");

    ToolExecutionResult result = governed.executeTool(request);

    assertThat(served).isEmpty();
    assertThat(result.isError()).isTrue();
    assertThat(result.resultText()).contains("'grep' was not run: no searching");
    assertThat(new McpToolExecutor(governed).executeWithContext(request, null).isError()).isTrue();
  }

  @Test
  void sendsTheRedactedArguments() {
    gate.redacting(arguments -> arguments.replace("\"x\"", "\"[REDACTED]\""));

    governed.executeTool(request);

    assertThat(served).containsExactly("executeTool [grep{\"q\":\"[REDACTED]\"}]");
  }

  @Test
  void decidesTheReadingOfAResource() {
    governed.readResource("file:///etc/motd");

    assertThat(served).containsExactly("readResource [file:///etc/motd]");
    ToolCall asked = gate.asked().get(0);
    assertThat(asked.tool()).isEqualTo("resources/read");
    assertThat(asked.arguments()).isEqualTo("{\"uri\":\"file:///etc/motd\"}");
    assertThat(asked.targetUrl()).isEqualTo("file:///etc/motd");

    gate.denying("resources/read", "not that file");
    assertThatThrownBy(() -> governed.readResource("file:///etc/shadow", null))
        .isInstanceOf(McpException.class)
        .hasMessageContaining("not that file");
    assertThat(served).hasSize(1);
  }

  @Test
  void decidesTheRenderingOfAPrompt() {
    gate.redacting(arguments -> arguments.replace("Ada", "[REDACTED]"));

    governed.getPrompt("greet", Map.of("name", "Ada"));

    assertThat(served).containsExactly("getPrompt [greet|{name=[REDACTED]}]");
    assertThat(gate.asked().get(0).tool()).isEqualTo("prompts/get");

    gate.denying("prompts/get", "no prompts");
    assertThatThrownBy(() -> governed.getPrompt("greet", Map.of()))
        .isInstanceOf(McpException.class)
        .hasMessageContaining("no prompts");
    assertThat(served).hasSize(1);
  }

  @Test
  void throwsWhatTheClientThrows() {
    ToolExecutionException failure = new ToolExecutionException("server says no");
    McpClient failing = new GovernedMcpClient(fake(served, failure), GovernedTools.with(gate));

    assertThatThrownBy(() -> failing.executeTool(request)).isSameAs(failure);
    assertThatThrownBy(() -> failing.readResource("file:///a")).isSameAs(failure);
  }

  @Test
  void passesEverythingElseThroughWithoutADecision() throws Exception {
    gate.deciding(call -> FakeGate.deny("nothing goes"));
    int passed = 0;
    for (Method method : McpClient.class.getMethods()) {
      if (!GOVERNED.contains(method.getName()) && !method.getName().equals("key")) {
        invoke(method);
        passed++;
      }
    }

    assertThat(governed.key()).isEqualTo("files-server");
    assertThat(served).hasSize(passed);
    assertThat(gate.asked()).isEmpty();
  }

  private void invoke(Method method) throws Exception {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = method.getParameterTypes()[i] == String.class ? "a" : null;
    }
    try {
      method.invoke(governed, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(method.toString(), e.getCause());
    }
  }
}
