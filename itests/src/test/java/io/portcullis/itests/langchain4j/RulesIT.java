// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.service.AiServices;
import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A document with rules decides in a container, and a changed document does so without restart. */
@ContainerTest(features = {"core", "transport-embedded", "adapter-langchain4j"})
class RulesIT {
  private static final String EMBEDDED = "io.portcullis.transport.embedded";
  private static final String FENCED =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        rules:
          - {name: read, tools: [read_file], effect: allow}
          - name: secrets
            when: args.path.startsWith("%s")
            effect: deny
            message: Ask the operator for this file.
      """;

  interface Bot {
    String chat(String message);
  }

  private final ObservedTool tool = new ObservedTool();
  private Registry registry;
  private Configurations configurations;
  private Path folder;

  @BeforeEach
  void startEngine() throws IOException {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    folder = Files.createTempDirectory("rules");
    write(FENCED.formatted("/etc"));
    configurations.set(EMBEDDED, Map.of("policies", folder.toString(), "pollMs", 20L));
    configurations.set(
        ContainerEngine.GATE,
        Map.of("evidenceRequired", "false", "operatorControlRequired", "false"));
    Interceptors.awaitAuthority(registry);
  }

  @AfterEach
  void cleanUp() throws IOException {
    configurations.delete(ContainerEngine.GATE);
    configurations.delete(EMBEDDED);
    registry.close();
    Files.delete(folder.resolve("rules.yaml"));
    Files.delete(folder);
  }

  @Test
  void changedRuleDecidesWithoutARestartAndItsMessageReachesTheModel() throws IOException {
    assertThat(read("/tmp/a")).doesNotContain("was not run");
    assertThat(tool.count()).isEqualTo(1);
    assertThat(read("/etc/passwd")).contains("Ask the operator for this file.");
    assertThat(tool.count()).isEqualTo(1);

    String before = digest();
    write(FENCED.formatted("/tmp"));
    registry.until("the changed document to be in use", () -> !digest().equals(before));

    assertThat(read("/tmp/a"))
        .contains("Ask the operator for this file.")
        .doesNotContain("secrets", "/tmp");
    assertThat(tool.count()).isEqualTo(1);
    assertThat(read("/etc/passwd")).doesNotContain("was not run");
    assertThat(tool.count()).isEqualTo(2);
  }

  /** Moves the document into place, so that no poll reads a part of it. */
  private void write(String document) throws IOException {
    Path written = Files.writeString(folder.resolve(".rules.tmp"), document);
    Files.move(written, folder.resolve("rules.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String digest() {
    return registry.references(RuntimeTransport.class, "(transport.name=embedded)").stream()
        .map(reference -> String.valueOf(reference.getProperty("policy.digest")))
        .findFirst()
        .orElse("");
  }

  /** Has a model read a file, and returns the text that the model gets. */
  private String read(String path) {
    ScriptedModel model = new ScriptedModel(FileTools.READ_FILE, "{\"path\":\"" + path + "\"}");
    GovernedTools governed = registry.service(GovernedTools.class);
    AiServices.builder(Bot.class)
        .chatModel(model)
        .tools(governed.tools(new FileTools(tool)))
        .build()
        .chat("go");
    return model.told().get(0).text();
  }
}
