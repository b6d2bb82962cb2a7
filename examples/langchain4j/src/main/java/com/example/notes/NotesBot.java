// SPDX-License-Identifier: Apache-2.0
package com.example.notes;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.ToolGate;

/** A bot that works with notes. The gate decides each call of its tools. */
public interface NotesBot {

  /**
   * Answers a question.
   *
   * @param question what the user wants to know
   * @return the model's answer
   */
  String chat(String question);

  /**
   * Creates a bot whose tools run only after the gate allowed the call.
   *
   * @param model the model that answers and calls tools
   * @param gate the gate that decides each call
   * @param notes the tools
   * @return the bot
   */
  static NotesBot create(ChatModel model, ToolGate gate, Notes notes) {
    return AiServices.builder(NotesBot.class)
        .chatModel(model)
        .tools(GovernedTools.with(gate).tools(notes))
        .build();
  }
}
