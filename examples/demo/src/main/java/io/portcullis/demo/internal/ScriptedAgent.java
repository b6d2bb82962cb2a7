// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that requests the steps of the story one after the other and receives each result. */
final class ScriptedAgent implements ChatModel {
  private final List<Step> steps;
  private final EngineOperations engine;
  private final StepReport account;
  private int next;
  private @Nullable Step pending;

  ScriptedAgent(List<Step> steps, EngineOperations engine, StepReport account) {
    this.steps = steps;
    this.engine = engine;
    this.account = account;
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    if (pending != null) {
      account.ended(pending, told(request.messages()));
      pending = null;
    }
    if (next == steps.size()) {
      return ChatResponse.builder().aiMessage(AiMessage.from("That was all.")).build();
    }
    return ChatResponse.builder().aiMessage(AiMessage.from(call(steps.get(next++)))).build();
  }

  private ToolExecutionRequest call(Step step) {
    pending = step;
    if (step.event() != null) {
      step.event().accept(engine);
      account.headline(step.headline());
    }
    account.begins();
    return ToolExecutionRequest.builder()
        .id("call" + next)
        .name(step.tool())
        .arguments(step.arguments())
        .build();
  }

  private static String told(List<ChatMessage> messages) {
    ChatMessage last = messages.get(messages.size() - 1);
    return last instanceof ToolExecutionResultMessage result ? result.text() : "";
  }
}
