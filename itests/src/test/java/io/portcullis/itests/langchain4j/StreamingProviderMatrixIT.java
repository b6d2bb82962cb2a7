// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.ToolProviderResult;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;
import io.portcullis.testkit.matrix.MatrixRow;
import java.util.concurrent.CompletableFuture;

/** A real streaming AI service that gets its tools from a provider. */
@MatrixRow("io.portcullis.adapter.langchain4j")
@ContainerTest(features = {"core", "adapter-langchain4j"})
class StreamingProviderMatrixIT extends FailOpenMatrix {

  interface Bot {
    TokenStream chat(String message);
  }

  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) {
    GovernedTools governed = Registry.ofTests().service(GovernedTools.class);
    ToolSpecification specification =
        ToolSpecification.builder().name(FileTools.READ_FILE).description("Reads a file").build();
    ToolProviderResult tools =
        ToolProviderResult.builder()
            .add(specification, (request, memoryId) -> tool.run(request.arguments()))
            .build();
    CompletableFuture<String> done = new CompletableFuture<>();
    AiServices.builder(Bot.class)
        .streamingChatModel(new ScriptedModel(FileTools.READ_FILE, arguments).streaming())
        .toolProvider(governed.provider(request -> tools))
        .build()
        .chat("go")
        .onPartialResponse(text -> {})
        .onCompleteResponse(response -> done.complete("done"))
        .onError(done::completeExceptionally)
        .start();
    Await.await(done);
  }
}
