// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.service.AiServices;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model and the user of a governed AI service see. */
@ContainerTest(features = {"core", "adapter-langchain4j"})
class EndToEndIT {
  private final ObservedTool tool = new ObservedTool();
  private final ScriptedModel model =
      new ScriptedModel(FileTools.READ_FILE, "{\"path\":\"/tmp/a\"}");
  private ContainerEngine engine;

  interface Bot {
    String chat(String message);
  }

  @BeforeEach
  void startEngine() {
    engine = new ContainerEngine();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Test
  void allowedToolRunsAndItsResultReachesTheModel() {
    assertThat(chat()).isEqualTo("done");
    assertThat(tool.count()).isEqualTo(1);
    assertThat(model.told())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.isError()).isNotEqualTo(true);
              assertThat(result.text()).isEqualTo(ObservedTool.RESULT);
            });
  }

  @Test
  void deniedToolDoesNotRunAndTheModelIsToldWhy() {
    engine.runtime().answer(ScriptedAnswer.deny("files are off limits"));
    assertThat(chat()).isEqualTo("done");
    assertThat(tool.count()).isZero();
    assertThat(model.told())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.isError()).isTrue();
              assertThat(result.text()).contains("files are off limits");
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"THROWS", "THROWS_LINKAGE_ERROR", "ERROR", "CHANNEL_CLOSED"})
  void failingRuntimeBlocksUnderEnforce(RuntimeFault fault) {
    engine.runtime().answer(fault);
    assertThat(chat()).isEqualTo("done");
    assertBlocked();
  }

  @Test
  void unreachableRuntimeBlocksUnderEnforce() {
    engine.transportLeaves(Departure.STOPPED);
    assertThat(chat()).isEqualTo("done");
    assertBlocked();
  }

  @ParameterizedTest
  @ValueSource(strings = {"observe", "disabled"})
  void unreachableRuntimeBlocksNothingUnderLenientModes(String mode) {
    engine.mode(mode);
    engine.transportLeaves(Departure.STOPPED);
    assertThat(chat()).isEqualTo("done");
    assertThat(tool.count()).isEqualTo(1);
  }

  @Test
  void serviceThatWasBuiltBeforeTheTransportLeftRunsAgainWhenItIsBack() {
    Bot bot = bot();
    engine.transportLeaves(Departure.UNINSTALLED);
    bot.chat("go");
    assertThat(tool.count()).isZero();
    engine.transportReturns(Departure.UNINSTALLED);
    bot.chat("go");
    assertThat(tool.count()).isEqualTo(1);
  }

  private void assertBlocked() {
    assertThat(tool.count()).isZero();
    assertThat(model.told()).singleElement().satisfies(r -> assertThat(r.isError()).isTrue());
  }

  private String chat() {
    return bot().chat("go");
  }

  private Bot bot() {
    GovernedTools governed = engine.registry().service(GovernedTools.class);
    return AiServices.builder(Bot.class)
        .chatModel(model)
        .tools(governed.tools(new FileTools(tool)))
        .build();
  }
}
