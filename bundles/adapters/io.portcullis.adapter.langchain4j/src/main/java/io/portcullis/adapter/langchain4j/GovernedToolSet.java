// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.CompensateFor;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolService;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The governed tools of one agent. */
public class GovernedToolSet implements GovernedTools {
  static final String SOURCE = "langchain4j";

  private static final Logger LOG = LoggerFactory.getLogger(GovernedToolSet.class);

  private final RevocableGate gate;
  private final DuplicateCalls equalCalls;
  private final AgentIdentity agent;

  /**
   * Creates governed tools of an unknown agent.
   *
   * @param gate decides and runs the calls
   */
  public GovernedToolSet(ToolGate gate) {
    this(
        new RevocableGate(Objects.requireNonNull(gate, "gate")),
        new DuplicateCalls(),
        AgentIdentity.UNKNOWN);
  }

  private GovernedToolSet(RevocableGate door, DuplicateCalls equalCalls, AgentIdentity agent) {
    this.gate = door;
    this.equalCalls = equalCalls;
    this.agent = agent;
  }

  /** Revokes the gate: from now on every call is denied. */
  final void revoke() {
    gate.revoke();
  }

  final DuplicateCalls equalCalls() {
    return equalCalls;
  }

  @Override
  public final GovernedTools forAgent(AgentIdentity who) {
    return new GovernedToolSet(gate, equalCalls, Objects.requireNonNull(who, "agent"));
  }

  @Override
  public final List<AiServiceTool> tools(Object... objectsWithTools) {
    List<AiServiceTool> tools = new ArrayList<>();
    for (Object object : objectsWithTools) {
      if (object instanceof AiServiceTool tool) {
        tools.add(tool(tool));
      } else {
        warnOfCompensation(object);
        ToolService.findTools(object).forEach(tool -> tools.add(tool(tool)));
      }
    }
    return List.copyOf(tools);
  }

  final AiServiceTool tool(AiServiceTool tool) {
    return tool.toBuilder()
        .toolExecutor(executor(tool.toolSpecification(), tool.toolExecutor()))
        .build();
  }

  @Override
  public final ToolExecutor executor(ToolSpecification specification, ToolExecutor executor) {
    Objects.requireNonNull(executor, "executor");
    // A tool that is governed twice would be decided twice.
    return executor instanceof GovernedToolExecutor
        ? executor
        : new GovernedToolExecutor(this, specification.name(), executor);
  }

  @Override
  public final ToolProvider provider(ToolProvider provider) {
    return new GovernedToolProvider(this, Objects.requireNonNull(provider, "provider"));
  }

  @Override
  public final ChatModel model(ChatModel model) {
    return new UniqueCallIdModel(Objects.requireNonNull(model, "model"));
  }

  @Override
  public final Function<ToolExecutionRequest, ToolExecutionResultMessage> hallucinatedTool() {
    return new HallucinatedTool(this);
  }

  @Override
  public final <T extends @Nullable Object> ToolOutcome<T> run(
      ToolCall call, ToolGate.Tool<T> tool) {
    return gate.run(call.agent().equals(AgentIdentity.UNKNOWN) ? ofThisAgent(call) : call, tool);
  }

  private ToolCall ofThisAgent(ToolCall call) {
    return ToolCall.builder(call.tool())
        .agent(agent)
        .action(call.action())
        .source(call.source())
        .arguments(call.arguments())
        .targetUrl(call.targetUrl())
        .trace(call.trace())
        .caller(call.caller())
        .deadline(call.deadline())
        .build();
  }

  private static void warnOfCompensation(Object object) {
    boolean compensates =
        Arrays.stream(object.getClass().getMethods())
            .anyMatch(method -> method.isAnnotationPresent(CompensateFor.class));
    if (compensates) {
      LOG.warn(
          "Compensating methods of {} are not used, because its tools are governed",
          object.getClass());
    }
  }
}
