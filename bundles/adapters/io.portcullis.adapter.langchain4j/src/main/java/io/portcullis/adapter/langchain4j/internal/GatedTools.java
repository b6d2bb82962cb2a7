// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.internal;

import dev.langchain4j.agent.tool.CompensateFor;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolService;
import io.portcullis.adapter.langchain4j.GovernedTools;
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

/** Governed tools of one agent. */
public class GatedTools implements GovernedTools {
  static final String SOURCE = "langchain4j";

  private static final Logger LOG = LoggerFactory.getLogger(GatedTools.class);

  private final Door door;
  private final EqualCalls equalCalls;
  private final AgentIdentity agent;

  /**
   * Starts with an unknown agent.
   *
   * @param gate decides and runs the calls
   */
  public GatedTools(ToolGate gate) {
    this(new Door(Objects.requireNonNull(gate, "gate")), new EqualCalls(), AgentIdentity.UNKNOWN);
  }

  private GatedTools(Door door, EqualCalls equalCalls, AgentIdentity agent) {
    this.door = door;
    this.equalCalls = equalCalls;
    this.agent = agent;
  }

  /** From now on every call is denied that comes through anything given out. */
  final void shut() {
    door.shut();
  }

  final EqualCalls equalCalls() {
    return equalCalls;
  }

  @Override
  public final GovernedTools as(AgentIdentity who) {
    return new GatedTools(door, equalCalls, Objects.requireNonNull(who, "agent"));
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
    // Governed twice it would be decided twice.
    return executor instanceof GatedExecutor
        ? executor
        : new GatedExecutor(this, specification.name(), executor);
  }

  @Override
  public final ToolProvider provider(ToolProvider provider) {
    return new GatedProvider(this, Objects.requireNonNull(provider, "provider"));
  }

  @Override
  public final ChatModel model(ChatModel model) {
    return new DistinctCallsModel(Objects.requireNonNull(model, "model"));
  }

  @Override
  public final Function<ToolExecutionRequest, ToolExecutionResultMessage> hallucinatedTool() {
    return new HallucinatedTool(this);
  }

  @Override
  public final <T extends @Nullable Object> ToolOutcome<T> run(
      ToolCall call, ToolGate.Tool<T> tool) {
    return door.run(call.agent().equals(AgentIdentity.UNKNOWN) ? ofThisAgent(call) : call, tool);
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
          "Compensating methods of {} are not used: its tools are governed", object.getClass());
    }
  }
}
