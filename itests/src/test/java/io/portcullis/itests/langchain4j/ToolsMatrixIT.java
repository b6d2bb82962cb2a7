// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.langchain4j;

import dev.langchain4j.service.AiServices;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;
import io.portcullis.testkit.matrix.MatrixRow;

/** A real AI service whose tools are those of an object. */
@MatrixRow("io.portcullis.adapter.langchain4j")
@ContainerTest(features = {"core", "adapter-langchain4j"})
class ToolsMatrixIT extends FailOpenMatrix {

  interface Bot {
    String chat(String message);
  }

  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) {
    GovernedTools governed = Registry.ofTests().service(GovernedTools.class);
    AiServices.builder(Bot.class)
        .chatModel(new ScriptedModel(FileTools.READ_FILE, arguments))
        .tools(governed.tools(new FileTools(tool)))
        .build()
        .chat("go");
  }
}
