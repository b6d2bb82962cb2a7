// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import static io.portcullis.adapter.langchain4j.ScriptedModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.AiServices;
import io.portcullis.standalone.Portcullis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that results set, with the engine and a real AI service. */
class ResultLabelsTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: no-leak}
      spec:
        labels:
          - {add: untrusted, tools: [webFetch, webFail], after: completed%s}
        rules:
          - {name: open, tools: [webFetch, webFail, sendMail], effect: allow}
          - {name: no-leak, tools: [sendMail], when: '"untrusted" in labels', effect: deny, message: no leak}
      """;

  @TempDir private Path folder;
  private @Nullable Portcullis engine;
  private final ScriptedModel model = new ScriptedModel();
  private final Web web = new Web();
  private int lastId;

  interface Bot {
    String chat(String message);
  }

  /** Tools whose side effects can be counted. */
  public static final class Web {
    final List<String> effects = new CopyOnWriteArrayList<>();
    final CountDownLatch mailed = new CountDownLatch(1);
    volatile boolean waits;

    @Tool
    public String webFetch() throws InterruptedException {
      if (waits) {
        mailed.await();
      }
      effects.add("fetched");
      return "page";
    }

    @Tool
    public String webFail() {
      effects.add("failed");
      throw new IllegalStateException("no such page");
    }

    @Tool
    public String sendMail() {
      effects.add("mailed");
      mailed.countDown();
      return "sent";
    }
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private AiServices<Bot> service(String by) throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), POLICY.formatted(by));
    Portcullis built = Portcullis.builder().policies(file).build();
    engine = built;
    return AiServices.builder(Bot.class)
        .chatModel(model)
        .tools(GovernedTools.with(built.gate()).tools(web));
  }

  private ToolExecutionRequest calling(String tool) {
    return call("call-" + ++lastId, tool, "{}");
  }

  @Test
  void resultOfAToolLabelsTheInvocation() throws Exception {
    model
        .thenCalls(calling("sendMail"))
        .thenCalls(calling("webFetch"))
        .thenCalls(calling("sendMail"))
        .thenSays("done");
    service("").build().chat("go");
    assertThat(web.effects).containsExactly("mailed", "fetched");
    assertThat(model.toldTexts().get(0)).contains("no leak");
  }

  @Test
  void laterCallOfTheSameResponseSeesTheLabel() throws Exception {
    model.thenCalls(calling("webFetch"), calling("sendMail")).thenSays("done");
    service("").build().chat("go");
    assertThat(web.effects).containsExactly("fetched");
  }

  @Test
  void toolThatFailsSetsNoLabel() throws Exception {
    model.thenCalls(calling("webFail")).thenCalls(calling("sendMail")).thenSays("done");
    service("").build().chat("go");
    assertThat(web.effects).containsExactly("failed", "mailed");
  }

  @Test
  void resultThatComesLateLabelsTheCallsAfterIt() throws Exception {
    web.waits = true;
    model
        .thenCalls(calling("webFetch"), calling("sendMail"))
        .thenCalls(calling("sendMail"))
        .thenSays("done");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      service("").executeToolsConcurrently(threads).build().chat("go");
    } finally {
      threads.shutdownNow();
    }
    assertThat(web.effects).containsExactly("mailed", "fetched");
  }

  @Test
  void labelOfAnInvocationDoesNotHoldInTheNextOne() throws Exception {
    model.thenCalls(calling("webFetch")).thenSays("done");
    model.thenCalls(calling("sendMail")).thenSays("done");
    Bot bot = service("").build();
    bot.chat("go");
    bot.chat("go");
    assertThat(web.effects).containsExactly("fetched", "mailed");
  }

  @Test
  void labelOfTheAgentHoldsInTheNextInvocation() throws Exception {
    model.thenCalls(calling("webFetch")).thenSays("done");
    model.thenCalls(calling("sendMail")).thenSays("done");
    Bot bot = service(", by: agent").build();
    bot.chat("go");
    bot.chat("go");
    assertThat(web.effects).containsExactly("fetched");
  }
}
