// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.IllegalConfigurationException;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.tool.ToolErrorHandlerResult;
import dev.langchain4j.service.tool.ToolService;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real AI service over a scripted model. */
class AiServicesTest {
  private final FakeGate gate = new FakeGate();
  private final GovernedTools governed =
      GovernedTools.with(gate).forAgent(new AgentIdentity("acme", "ops", "janitor"));
  private final DiskTools disk = new DiskTools();
  private final ScriptedModel model = new ScriptedModel();
  private final ChatMemory memory = MessageWindowChatMemory.withMaxMessages(50);

  interface Bot {
    Result<String> chat(String message);
  }

  private AiServices<Bot> service() {
    return AiServices.builder(Bot.class)
        .chatModel(model)
        .chatMemory(memory)
        .tools(governed.tools(disk));
  }

  @Nested
  class Allowed {
    @Test
    void allowedToolRunsAndTheModelGetsItsResult() {
      model.thenCalls(call("1", "read", "{\"path\":\"a.txt\"}")).thenSays("done");

      assertThat(service().build().chat("go").content()).isEqualTo("done");
      assertThat(disk.effects).containsExactly("read a.txt");
      assertThat(model.toldTexts()).containsExactly("contents 1 of a.txt");
      assertThat(model.toolResults().get(0).isError()).isFalse();
    }

    @Test
    void gateIsAskedOncePerCallWithAllKnownData() {
      model.thenCalls(call("call-7", "read", "{\"path\":\"a.txt\"}")).thenSays("done");

      service().build().chat("go");

      assertThat(gate.asked()).hasSize(1);
      ToolCall asked = gate.asked().get(0);
      assertThat(asked.agent()).isEqualTo(new AgentIdentity("acme", "ops", "janitor"));
      assertThat(asked.action()).isEqualTo(ActionType.TOOL_CALL);
      assertThat(asked.tool()).isEqualTo("read");
      assertThat(asked.source()).isEqualTo("langchain4j");
      assertThat(asked.arguments()).isEqualTo("{\"path\":\"a.txt\"}");
      assertThat(asked.trace().traceId()).isNotEmpty();
      assertThat(asked.trace().spanId()).isEqualTo("call-7");
      assertThat(asked.deadline()).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void absentArgumentsBecomeAnEmptyObject(String arguments) {
      model.thenCalls(call("1", "read", arguments)).thenSays("done");

      service().build().chat("go");

      assertThat(gate.asked().get(0).arguments()).isEqualTo("{}");
    }

    @Test
    void governedToolsKeepSpecificationsAndReturnBehaviour() {
      var plain = ToolService.findTools(disk);
      var wrapped = governed.tools(disk);

      assertThat(wrapped).hasSameSizeAs(plain);
      for (int i = 0; i < plain.size(); i++) {
        assertThat(wrapped.get(i).toolSpecification()).isEqualTo(plain.get(i).toolSpecification());
        assertThat(wrapped.get(i).returnBehavior()).isEqualTo(plain.get(i).returnBehavior());
      }
    }

    @Test
    void resultOfAnImmediateToolIsReturnedAtOnce() {
      model.thenCalls(call("1", "print", "{\"path\":\"a.txt\"}"));

      Result<String> result = service().build().chat("go");

      assertThat(result.content()).isNull();
      assertThat(result.toolExecutions().get(0).resultObject()).isEqualTo("printed a.txt");
      assertThat(model.timesAsked()).isEqualTo(1);
    }

    @Test
    void resolvedToolsAreAccepted() {
      model.thenCalls(call("1", "read", "{\"path\":\"a.txt\"}")).thenSays("done");
      Object[] resolved = ToolService.findTools(disk).toArray(Object[]::new);

      AiServices.builder(Bot.class)
          .chatModel(model)
          .tools(governed.tools(resolved))
          .build()
          .chat("go");

      assertThat(gate.asked()).hasSize(1);
    }

    @Test
    void toolWrappedTwiceIsGovernedOnce() {
      model.thenCalls(call("1", "read", "{\"path\":\"a.txt\"}")).thenSays("done");
      Object[] once = governed.tools(disk).toArray(Object[]::new);

      AiServices.builder(Bot.class).chatModel(model).tools(governed.tools(once)).build().chat("go");

      assertThat(gate.asked()).hasSize(1);
    }

    @Test
    void objectWithoutToolsIsRefused() {
      assertThatThrownBy(() -> governed.tools("no tools here"))
          .isInstanceOf(IllegalConfigurationException.class);
    }
  }

  @Nested
  class Denied {
    @Test
    void deniedToolDoesNotRunAndTheModelGetsTheReason() {
      gate.denying("delete", "deletions need the operator");
      model.thenCalls(call("1", "delete", "{\"path\":\"a.txt\"}")).thenSays("ok, not deleted");

      assertThat(service().build().chat("go").content()).isEqualTo("ok, not deleted");
      assertThat(disk.effects).isEmpty();
      assertThat(model.toolResults().get(0).isError()).isTrue();
      assertThat(model.toolResults().get(0).id()).isEqualTo("1");
      assertThat(model.toldTexts())
          .containsExactly(
              "The tool 'delete' was not run: deletions need the operator."
                  + " Do not repeat this call unchanged.");
      assertThat(memory.messages()).contains(model.toolResults().get(0));
    }

    @Test
    void denialDoesNotRevealTheCauseOfAFault() {
      gate.deciding(call -> Verdict.Deny.fault("java.net.ConnectException: /run/secret.sock"));
      model.thenCalls(call("1", "delete", "{\"path\":\"a.txt\"}")).thenSays("ok");

      service().build().chat("go");

      assertThat(disk.effects).isEmpty();
      assertThat(model.toldTexts().get(0))
          .contains("was not run: no authorization could be obtained")
          .doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource(Verdict.Basis.class)
    void denialIsAlwaysAnErrorResult(Verdict.Basis basis) {
      gate.deciding(call -> new Verdict.Deny(basis, "", ""));
      model.thenCalls(call("1", "delete", "{\"path\":\"a.txt\"}")).thenSays("ok");

      service().build().chat("go");

      assertThat(disk.effects).isEmpty();
      assertThat(model.toolResults().get(0).isError()).isTrue();
      assertThat(model.toldTexts().get(0)).contains("was not run");
    }

    @Test
    void denialLetsTheOtherCallOfTheSameResponseRun() {
      gate.denying("delete", "no");
      model
          .thenCalls(
              call("1", "delete", "{\"path\":\"a.txt\"}"),
              call("2", "read", "{\"path\":\"b.txt\"}"))
          .thenSays("done");

      service().build().chat("go");

      assertThat(disk.effects).containsExactly("read b.txt");
      assertThat(model.toolResults().get(0).isError()).isTrue();
      assertThat(model.toldTexts().get(1)).isEqualTo("contents 1 of b.txt");
    }

    @Test
    void denialHoldsWhenToolsRunConcurrently() {
      CountDownLatch bothAsked = new CountDownLatch(2);
      gate.deciding(
          call -> {
            bothAsked.countDown();
            await(bothAsked);
            return call.tool().equals("delete") ? FakeGate.deny("no") : FakeGate.allow();
          });
      model
          .thenCalls(
              call("1", "delete", "{\"path\":\"a.txt\"}"),
              call("2", "read", "{\"path\":\"b.txt\"}"))
          .thenSays("done");
      ExecutorService threads = Executors.newFixedThreadPool(2);

      service().executeToolsConcurrently(threads).build().chat("go");
      threads.shutdown();

      assertThat(disk.effects).containsExactly("read b.txt");
      assertThat(model.toolResults().get(0).isError()).isTrue();
      assertThat(model.toolResults().get(1).isError()).isFalse();
    }

    @Test
    void denialOfAnImmediateToolIsAnsweredByTheModelAndNotByNull() {
      gate.denying("print", "out of paper");
      model.thenCalls(call("1", "print", "{\"path\":\"a.txt\"}")).thenSays("could not print");

      assertThat(service().build().chat("go").content()).isEqualTo("could not print");
      assertThat(disk.effects).isEmpty();
      assertThat(model.toldTexts().get(0)).contains("out of paper");
    }

    @Test
    void denialDoesNotReachTheErrorHandlers() {
      gate.denying("delete", "no");
      List<Throwable> handled = new ArrayList<>();
      model.thenCalls(call("1", "delete", "{\"path\":\"a.txt\"}")).thenSays("ok");

      service()
          .toolExecutionErrorHandler(
              (error, context) -> {
                handled.add(error);
                return ToolErrorHandlerResult.text("handled");
              })
          .build()
          .chat("go");

      assertThat(handled).isEmpty();
      assertThat(model.toldTexts().get(0)).contains("was not run: no.");
    }
  }

  @Nested
  class Redacted {
    @Test
    void toolRunsWithTheArgumentsOfTheGate() {
      gate.redacting(arguments -> arguments.replace("secret", "[REDACTED]"));
      model.thenCalls(call("1", "read", "{\"path\":\"secret.txt\"}")).thenSays("done");

      service().build().chat("go");

      assertThat(disk.effects).containsExactly("read [REDACTED].txt");
      assertThat(model.toldTexts()).containsExactly("contents 1 of [REDACTED].txt");
      assertThat(model.toolResults().get(0).id()).isEqualTo("1");
    }
  }

  @Nested
  class Failing {
    @Test
    void failureReachesTheModelAsWithoutGovernance() {
      model.thenCalls(call("1", "fail", "{}")).thenSays("ok");
      ScriptedModel plainModel =
          new ScriptedModel().thenCalls(call("1", "fail", "{}")).thenSays("ok");

      service().build().chat("go");
      AiServices.builder(Bot.class).chatModel(plainModel).tools(disk).build().chat("go");

      assertThat(model.toolResults()).isEqualTo(plainModel.toolResults());
      assertThat(model.toldTexts()).containsExactly("disk on fire");
    }

    @Test
    void errorHandlerGetsTheOriginalException() {
      List<Throwable> handled = new ArrayList<>();
      model.thenCalls(call("1", "fail", "{}")).thenSays("ok");

      service()
          .toolExecutionErrorHandler(
              (error, context) -> {
                handled.add(error);
                return ToolErrorHandlerResult.text("handled");
              })
          .build()
          .chat("go");

      assertThat(handled).singleElement().isInstanceOf(IllegalStateException.class);
      assertThat(model.toldTexts()).containsExactly("handled");
    }

    @Test
    void argumentsErrorHandlerGetsUnparsableArguments() {
      model.thenCalls(call("1", "read", "{broken")).thenSays("ok");

      service()
          .toolArgumentsErrorHandler(
              (error, context) -> ToolErrorHandlerResult.text("mend your JSON"))
          .build()
          .chat("go");

      assertThat(disk.effects).isEmpty();
      assertThat(model.toldTexts()).containsExactly("mend your JSON");
    }
  }

  @Nested
  class Hallucinated {
    @Test
    void hallucinatedToolIsRecordedByTheGateAndAnswered() {
      model.thenCalls(call("1", "format_disk", "{\"drive\":\"c\"}")).thenSays("ok");

      service().hallucinatedToolNameStrategy(governed.hallucinatedTool()).build().chat("go");

      assertThat(gate.asked()).singleElement().extracting(ToolCall::tool).isEqualTo("format_disk");
      assertThat(disk.effects).isEmpty();
      assertThat(model.toldTexts().get(0)).contains("No tool is named 'format_disk'");
    }

    @Test
    void hallucinatedToolGetsTheReasonOfAPolicyDenial() {
      gate.denying("format_disk", "tool denied by policy");
      model.thenCalls(call("1", "format_disk", null)).thenSays("ok");

      service().hallucinatedToolNameStrategy(governed.hallucinatedTool()).build().chat("go");

      assertThat(model.toldTexts().get(0)).contains("was not run: tool denied by policy");
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
