// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model that calls one tool once and then says that it is done. */
final class ScriptedModel implements ChatModel {
  private final String tool;
  private final String arguments;
  private final List<ToolExecutionResultMessage> told = new CopyOnWriteArrayList<>();

  ScriptedModel(String tool, String arguments) {
    this.tool = tool;
    this.arguments = arguments;
  }

  /** Returns the results that the model received for its calls. */
  List<ToolExecutionResultMessage> told() {
    return List.copyOf(told);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    ChatMessage last = messages.get(messages.size() - 1);
    if (last instanceof ToolExecutionResultMessage result) {
      told.add(result);
      return ChatResponse.builder().aiMessage(AiMessage.from("done")).build();
    }
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("call-1").name(tool).arguments(arguments).build();
    return ChatResponse.builder().aiMessage(AiMessage.from(List.of(call))).build();
  }

  StreamingChatModel streaming() {
    return new StreamingChatModel() {
      @Override
      public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        ChatResponse response = ScriptedModel.this.doChat(request);
        List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
        for (int i = 0; i < calls.size(); i++) {
          handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
        }
        handler.onCompleteResponse(response);
      }
    };
  }
}
