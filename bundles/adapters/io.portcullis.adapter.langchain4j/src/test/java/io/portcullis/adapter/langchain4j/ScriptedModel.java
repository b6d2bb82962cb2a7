// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A scripted model, blocking or streaming, that records its requests. */
final class ScriptedModel implements ChatModel {
  private final Queue<AiMessage> script = new ArrayDeque<>();
  private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();

  static ToolExecutionRequest call(@Nullable String id, String tool, @Nullable String arguments) {
    return ToolExecutionRequest.builder().id(id).name(tool).arguments(arguments).build();
  }

  ScriptedModel thenCalls(ToolExecutionRequest... calls) {
    script.add(AiMessage.from(List.of(calls)));
    return this;
  }

  ScriptedModel thenSays(String text) {
    script.add(AiMessage.from(text));
    return this;
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    requests.add(request);
    return ChatResponse.builder().aiMessage(script.remove()).build();
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

  int timesAsked() {
    return requests.size();
  }

  List<String> toolsOffered(int request) {
    return requests.get(request).toolSpecifications().stream().map(tool -> tool.name()).toList();
  }

  /** Returns the tool results after the last message of the model in its latest request. */
  List<ToolExecutionResultMessage> toolResults() {
    List<ToolExecutionResultMessage> results = new ArrayList<>();
    for (ChatMessage message : requests.get(requests.size() - 1).messages()) {
      if (message instanceof AiMessage) {
        results.clear();
      } else if (message instanceof ToolExecutionResultMessage result) {
        results.add(result);
      }
    }
    return results;
  }

  List<String> toldTexts() {
    return toolResults().stream().map(ScriptedModel::text).toList();
  }

  static String text(ToolExecutionResultMessage message) {
    List<String> texts = new ArrayList<>();
    message.contents().forEach(content -> texts.add(String.valueOf(content)));
    return message.hasSingleText() ? message.text() : String.join("\n", texts);
  }
}
