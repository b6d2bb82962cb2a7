// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A chat model decorator that gives every tool call a unique id. */
final class UniqueCallIdModel implements ChatModel {
  private final ChatModel model;
  private final AtomicLong given = new AtomicLong();

  UniqueCallIdModel(ChatModel model) {
    this.model = model;
  }

  @Override
  public ChatResponse chat(ChatRequest request) {
    return distinct(request, model.chat(request));
  }

  @Override
  public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
    return distinct(request, model.chat(request, options));
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return distinct(request, model.doChat(request));
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return model.listeners();
  }

  @Override
  public ModelProvider provider() {
    return model.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return model.supportedCapabilities();
  }

  private ChatResponse distinct(ChatRequest request, ChatResponse response) {
    AiMessage message = response.aiMessage();
    if (!message.hasToolExecutionRequests()) {
      return response;
    }
    Set<String> used = idsIn(request.messages());
    List<ToolExecutionRequest> calls = new ArrayList<>();
    for (ToolExecutionRequest call : message.toolExecutionRequests()) {
      calls.add(isNew(call.id(), used) ? call : call.toBuilder().id(newId(used)).build());
    }
    return response.toBuilder()
        .aiMessage(message.toBuilder().toolExecutionRequests(calls).build())
        .build();
  }

  private static boolean isNew(@Nullable String id, Set<String> used) {
    return id != null && !id.isBlank() && used.add(id);
  }

  /** Nine letters and digits, the form that the strictest of the model providers accepts. */
  private String newId(Set<String> used) {
    String id;
    do {
      id = String.format(Locale.ROOT, "call%05d", given.incrementAndGet());
    } while (!used.add(id));
    return id;
  }

  private static Set<String> idsIn(List<ChatMessage> messages) {
    Set<String> ids = new HashSet<>();
    for (ChatMessage message : messages) {
      if (message instanceof AiMessage ai && ai.hasToolExecutionRequests()) {
        ai.toolExecutionRequests().forEach(call -> ids.add(String.valueOf(call.id())));
      }
    }
    return ids;
  }
}
