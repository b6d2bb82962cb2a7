// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * A real streaming AI service; with an executor its tools start before the response is complete.
 */
class StreamingTest {
  private final FakeGate gate = new FakeGate().denying("delete", "not today");
  private final GovernedTools governed = GovernedTools.with(gate);
  private final DiskTools disk = new DiskTools();
  private final ScriptedModel model =
      new ScriptedModel()
          .thenCalls(call("1", "delete", "{\"path\":\"a\"}"), call("2", "read", "{\"path\":\"b\"}"))
          .thenSays("done");

  interface Bot {
    TokenStream chat(String message);
  }

  @Test
  void deniesOneCallAndRunsTheOther() {
    assertThat(answer(service().build())).isEqualTo("done");
    assertDeniedAndRun();
  }

  @Test
  void decidesBeforeToolsThatStartWhileTheResponseIsStreamed() {
    ExecutorService threads = Executors.newFixedThreadPool(2);

    assertThat(answer(service().executeToolsConcurrently(threads).build())).isEqualTo("done");
    threads.shutdown();
    assertDeniedAndRun();
  }

  private AiServices<Bot> service() {
    return AiServices.builder(Bot.class)
        .streamingChatModel(model.streaming())
        .tools(governed.tools(disk));
  }

  private void assertDeniedAndRun() {
    assertThat(gate.asked()).hasSize(2);
    assertThat(disk.effects).containsExactly("read b");
    assertThat(model.toolResults().get(0).isError()).isTrue();
    assertThat(model.toldTexts().get(0)).contains("not run: not today");
    assertThat(model.toldTexts().get(1)).isEqualTo("contents 1 of b");
  }

  private static String answer(Bot bot) {
    CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
    bot.chat("go")
        .onPartialResponse(text -> {})
        .onCompleteResponse(answer::complete)
        .onError(answer::completeExceptionally)
        .start();
    return answer.join().aiMessage().text();
  }
}
