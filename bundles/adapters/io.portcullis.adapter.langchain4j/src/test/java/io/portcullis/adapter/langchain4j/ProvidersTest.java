// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Tools that come from providers. */
class ProvidersTest {
  private final FakeGate gate = new FakeGate();
  private final GovernedTools governed = GovernedTools.with(gate);
  private final ScriptedModel model = new ScriptedModel();
  private final List<String> effects = new CopyOnWriteArrayList<>();

  interface Bot {
    String chat(String message);
  }

  private void add(ToolProviderResult.Builder tools, String name, ReturnBehavior behaviour) {
    tools.add(
        ToolSpecification.builder().name(name).build(),
        (request, memoryId) -> {
          effects.add(name);
          return name + " ran";
        },
        behaviour);
  }

  private ToolProviderResult one(String name) {
    ToolProviderResult.Builder tools = ToolProviderResult.builder();
    add(tools, name, ReturnBehavior.TO_LLM);
    return tools.build();
  }

  private Bot bot(ToolProvider provider) {
    return AiServices.builder(Bot.class)
        .chatModel(model)
        .toolProvider(governed.provider(provider))
        .build();
  }

  @Test
  void providedToolsAreGovernedAtEachRequest() {
    gate.denying("second", "no");
    List<String> names = new CopyOnWriteArrayList<>(List.of("first", "second"));
    Bot bot = bot(request -> one(names.remove(0)));
    model.thenCalls(call("1", "first", "{}")).thenSays("done");
    model.thenCalls(call("2", "second", "{}")).thenSays("done");

    bot.chat("go");
    bot.chat("again");

    assertThat(effects).containsExactly("first");
    assertThat(model.toldTexts().get(0)).contains("'second' was not run: no");
  }

  @Test
  void toolThatAppearsDuringAConversationIsGoverned() {
    gate.denying("late", "no");
    ToolProvider dynamic =
        new ToolProvider() {
          @Override
          public ToolProviderResult provideTools(ToolProviderRequest request) {
            return one(effects.isEmpty() ? "early" : "late");
          }

          @Override
          public boolean isDynamic() {
            return true;
          }
        };
    model.thenCalls(call("1", "early", "{}")).thenCalls(call("2", "late", "{}")).thenSays("done");

    assertThat(governed.provider(dynamic).isDynamic()).isTrue();
    assertThat(bot(dynamic).chat("go")).isEqualTo("done");
    assertThat(model.toolsOffered(1)).containsExactly("early", "late");
    assertThat(effects).containsExactly("early");
    assertThat(model.toldTexts().get(0)).contains("'late' was not run: no");
  }

  @Test
  void providedToolsKeepTheirReturnBehaviour() {
    ToolProviderResult.Builder tools = ToolProviderResult.builder();
    for (ReturnBehavior behaviour : ReturnBehavior.values()) {
      add(tools, behaviour.name(), behaviour);
    }
    ToolProviderResult given = tools.build();

    var governedTools =
        governed
            .provider(request -> given)
            .provideTools(
                ToolProviderRequest.builder()
                    .userMessage(UserMessage.from("go"))
                    .invocationContext(InvocationContext.builder().build())
                    .build())
            .aiServiceTools();

    assertThat(governedTools).hasSameSizeAs(given.aiServiceTools());
    assertThat(governedTools).allMatch(tool -> tool.name().equals(tool.returnBehavior().name()));
  }

  @Test
  void providerMayReturnNoTools() {
    model.thenSays("done");

    assertThat(bot(request -> null).chat("go")).isEqualTo("done");
  }
}
