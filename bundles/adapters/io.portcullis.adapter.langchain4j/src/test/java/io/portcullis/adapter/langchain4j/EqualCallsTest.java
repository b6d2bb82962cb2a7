// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LangChain4j stores the results of one response in a map whose key is the request, so equal
 * requests all get one result. It must be true for all of them.
 */
class EqualCallsTest {
  private static final ToolExecutionRequest NAMED = call("1", "delete", "{\"path\":\"a\"}");
  private static final ToolExecutionRequest NAMELESS = call(null, "read", "{\"path\":\"a\"}");

  private final FakeGate gate = new FakeGate();
  private final GovernedTools governed = GovernedTools.with(gate);
  private final DiskTools disk = new DiskTools();
  private final ScriptedModel model = new ScriptedModel();

  interface Bot {
    String chat(String message);
  }

  private AiServices<Bot> service(ChatModel chatModel) {
    return AiServices.builder(Bot.class)
        .chatModel(chatModel)
        .chatMemory(MessageWindowChatMemory.withMaxMessages(50))
        .tools(governed.tools(disk));
  }

  private static Function<ToolCall, Verdict> oneAfterTheOther(Verdict... verdicts) {
    Queue<Verdict> queue = new ArrayDeque<>(List.of(verdicts));
    return call -> queue.remove();
  }

  @Nested
  class WithTheSameId {
    @Test
    void equalCallsWithAnIdAreOneCallThatRunsOnce() {
      gate.deciding(oneAfterTheOther(FakeGate.allow(), FakeGate.deny("enough")));
      model.thenCalls(NAMED, NAMED).thenSays("done");

      service(model).build().chat("go");

      assertThat(disk.effects).containsExactly("delete a");
      assertThat(gate.asked()).hasSize(1);
      assertThat(model.toolResults()).hasSize(2).allMatch(result -> result.isError());
      assertThat(model.toldTexts())
          .allMatch(text -> text.contains("ran once for this call id"))
          .allMatch(text -> text.contains("Success"))
          .noneMatch(text -> text.contains("enough"));
    }

    @Test
    void equalCallsWithAnIdAreOneCallThatIsDeniedOnce() {
      gate.deciding(oneAfterTheOther(FakeGate.deny("never"), FakeGate.allow()));
      model.thenCalls(NAMED, NAMED).thenSays("done");

      service(model).build().chat("go");

      assertThat(disk.effects).isEmpty();
      assertThat(model.toldTexts()).hasSize(2).allMatch(text -> text.contains("not run: never"));
    }

    @Test
    void equalCallsWithAnIdAreOneCallThatFailsOnce() {
      ToolExecutionRequest failing = call("1", "fail", "{}");
      model.thenCalls(failing, failing).thenSays("done");

      service(model).build().chat("go");

      assertThat(disk.effects).containsExactly("fail");
      assertThat(model.toldTexts()).containsExactly("disk on fire", "disk on fire");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void equalCallsWithAnIdRunOnceWhenToolsRunConcurrently(int threads)
        throws InterruptedException {
      gate.deciding(oneAfterTheOther(FakeGate.allow()));
      model.thenCalls(NAMED, NAMED, NAMED, NAMED).thenSays("done");
      ExecutorService executor = Executors.newFixedThreadPool(threads);

      service(model).executeToolsConcurrently(executor).build().chat("go");
      // LangChain4j waits for the last of them only.
      executor.shutdown();
      assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

      assertThat(disk.effects).containsExactly("delete a");
      assertThat(model.toldTexts()).hasSize(4).allMatch(text -> text.contains("Success"));
    }

    @Test
    void callsWithTheSameIdRunAgainInAnotherInvocation() {
      model.thenCalls(NAMED).thenSays("done").thenCalls(NAMED).thenSays("done");
      Bot bot = service(model).build();

      bot.chat("go");
      bot.chat("again");

      assertThat(disk.effects).containsExactly("delete a", "delete a");
      assertThat(gate.asked()).hasSize(2);
    }
  }

  @Nested
  class WithoutAnId {
    @Test
    void equalCallsWithoutAnIdAreEachDecidedAndRun() {
      model.thenCalls(NAMELESS).thenCalls(NAMELESS).thenSays("done");

      service(model).build().chat("go");

      assertThat(gate.asked()).hasSize(2);
      assertThat(disk.effects).hasSize(2);
      assertThat(model.toldTexts()).containsExactly("contents 2 of a");
    }

    @Test
    void denialNamesTheEqualCallThatRanBefore() {
      gate.deciding(oneAfterTheOther(FakeGate.allow(), FakeGate.deny("enough")));
      model.thenCalls(NAMELESS, NAMELESS).thenSays("done");

      service(model).build().chat("go");

      assertThat(disk.effects).containsExactly("read a");
      assertThat(model.toolResults()).hasSize(2).allMatch(result -> result.isError());
      assertThat(model.toldTexts())
          .allMatch(text -> text.contains("not run: enough"))
          .allMatch(text -> text.contains("An equal call before it did run"))
          .allMatch(text -> text.contains("contents 1 of a"));
    }

    @Test
    void equalCallsWithoutAnIdAreAllDeniedAfterOneDenial() {
      gate.deciding(oneAfterTheOther(FakeGate.deny("never"), FakeGate.allow()));
      model.thenCalls(NAMELESS, NAMELESS).thenSays("done");

      service(model).build().chat("go");

      assertThat(disk.effects).isEmpty();
      assertThat(model.toldTexts()).hasSize(2).allMatch(text -> text.contains("not run: never"));
    }

    @Test
    void denialNamesTheEqualCallThatFailedBefore() {
      ToolExecutionRequest failing = call(null, "fail", "{}");
      gate.deciding(oneAfterTheOther(FakeGate.allow(), FakeGate.deny("enough")));
      model.thenCalls(failing, failing).thenSays("done");

      service(model).build().chat("go");

      assertThat(disk.effects).containsExactly("fail");
      assertThat(model.toldTexts()).allMatch(text -> text.contains("did run, and failed"));
    }
  }

  @Nested
  class OfAGovernedModel {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callsOfAGovernedModelAreDecidedAndAnsweredSeparately(boolean named) {
      ToolExecutionRequest call = call(named ? "1" : null, "read", "{\"path\":\"a\"}");
      gate.deciding(oneAfterTheOther(FakeGate.allow(), FakeGate.deny("enough"), FakeGate.allow()));
      model.thenCalls(call, call).thenCalls(call).thenSays("done");

      service(governed.model(model)).build().chat("go");

      assertThat(disk.effects).containsExactly("read a", "read a");
      assertThat(model.toldTexts()).containsExactly("contents 2 of a");
    }

    @Test
    void callsWithNewIdsEachGetTheirOwnResult() {
      gate.deciding(oneAfterTheOther(FakeGate.allow(), FakeGate.deny("enough")));
      model.thenCalls(NAMELESS, NAMELESS).thenSays("done");

      service(governed.model(model)).build().chat("go");

      assertThat(model.toldTexts().get(0)).isEqualTo("contents 1 of a");
      assertThat(model.toldTexts().get(1)).contains("not run: enough");
      assertThat(model.toolResults()).extracting(result -> result.id()).doesNotHaveDuplicates();
    }

    @Test
    void newIdsAreTheSameInEveryLanguage() {
      model.thenCalls(NAMELESS).thenSays("done");
      Locale before = Locale.getDefault();
      Locale.setDefault(Locale.forLanguageTag("ar-EG")); // a locale with its own digits
      try {
        service(governed.model(model)).build().chat("go");
      } finally {
        Locale.setDefault(before);
      }
      assertThat(model.toolResults())
          .extracting(result -> result.id())
          .containsExactly("call00001");
    }

    @Test
    void uniqueIdsAreKept() {
      model.thenCalls(call("a", "read", "{}"), call("b", "read", "{}")).thenSays("done");

      service(governed.model(model)).build().chat("go");

      assertThat(model.toolResults()).extracting(result -> result.id()).containsExactly("a", "b");
    }
  }

  @Nested
  class InTurn {
    @Test
    void equalCallThatIsInterruptedWhileItWaitsIsDenied() throws InterruptedException {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch answer = new CountDownLatch(1);
      gate.deciding(
          call -> {
            asked.countDown();
            AiServicesTest.await(answer);
            return FakeGate.allow();
          });
      ToolExecutor executor =
          governed.executor(
              ToolSpecification.builder().name("delete").build(),
              (request, memoryId) -> {
                disk.effects.add("delete");
                return "deleted";
              });
      InvocationContext context =
          InvocationContext.builder().invocationId(UUID.randomUUID()).build();
      Thread first = new Thread(() -> executor.executeWithContext(NAMED, context));
      first.start();
      asked.await();

      Thread.currentThread().interrupt();
      ToolExecutionResult denied = executor.executeWithContext(NAMED, context);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(denied.isError()).isTrue();
      assertThat(denied.resultText())
          .contains("was not run", "An equal call before it may have run");
      answer.countDown();
      first.join();
      assertThat(disk.effects).containsExactly("delete");
    }
  }
}
