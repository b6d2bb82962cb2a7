// SPDX-License-Identifier: Apache-2.0
package com.example.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.portcullis.standalone.Portcullis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bot with a scripted model and the policy of this example. */
class NotesBotTest {
  @TempDir Path folder;
  private Path note;
  private Portcullis portcullis;

  @BeforeEach
  void start() throws Exception {
    note = Files.writeString(folder.resolve("shopping.txt"), "milk");
    portcullis = Portcullis.builder().policies(Path.of("policy.yaml")).build();
  }

  @AfterEach
  void stop() {
    portcullis.close();
  }

  /** Asks a bot whose model calls the tool once and then repeats the result. */
  private String answerAfter(String tool) {
    ChatModel model = new OneCall(tool, "{\"name\":\"shopping.txt\"}");
    return NotesBot.create(model, portcullis.gate(), new Notes(folder)).chat("Please.");
  }

  @Test
  void runsToolThatThePolicyAllows() {
    assertThat(answerAfter("read_note")).isEqualTo("milk");
  }

  @Test
  void deniesToolThatThePolicyForbids() {
    assertThat(answerAfter("delete_note")).contains("was not run");
    assertThat(note).hasContent("milk");
  }

  @Test
  void deniesEverythingAfterTheEngineClosed() {
    portcullis.close();
    assertThat(answerAfter("read_note")).contains("was not run").doesNotContain("milk");
  }

  private record OneCall(String tool, String arguments) implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      ChatMessage last = request.messages().get(request.messages().size() - 1);
      AiMessage answer =
          last instanceof ToolExecutionResultMessage result
              ? AiMessage.from(result.text())
              : AiMessage.from(
                  List.of(
                      ToolExecutionRequest.builder()
                          .id("1")
                          .name(tool)
                          .arguments(arguments)
                          .build()));
      return ChatResponse.builder().aiMessage(answer).build();
    }
  }
}
