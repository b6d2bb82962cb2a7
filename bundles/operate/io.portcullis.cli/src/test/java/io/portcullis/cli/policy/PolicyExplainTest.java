// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyExplainTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: notes}
      spec:
        rules:
          - name: large-transfer
            tools: [wire_transfer]
            when: args.amount > 1000.0
            effect: ask
          - name: transfer
            tools: [wire_transfer]
            effect: allow
          - name: office
            tools: [wire_transfer]
            agents: ["office-*"]
            effect: deny
          - {name: search, tools: [search], when: counters.searches.count < 1, effect: allow}
        counters:
          searches: {tools: [search], by: [agent], window: 1h}
      """;

  @TempDir private Path folder;
  private Path policy;

  @BeforeEach
  void write() throws IOException {
    policy = Files.writeString(folder.resolve("notes.yaml"), POLICY);
  }

  private Run run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.addAll(List.of("--policy", policy.toString()));
    arguments.addAll(List.of(options));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static String text(Run run) {
    return String.join("\n", run.out()) + "\n";
  }

  @Test
  void showsRulesAndTheValuesOfTheirConditions() {
    Run run = run("policy explain", "--tool", "wire_transfer", "--args", "{\"amount\":1500}");
    assertThat(run.code()).isEqualTo(4);
    assertThat(text(run))
        .isEqualTo(
            """
            pending by large-transfer: approval required by rule 'large-transfer'
            stages:
              history: passed
              default: not reached
            rules:
              large-transfer (notes.yaml:6, ask): applies <- decides
                args.amount > 1000.0 = true
                  args.amount = 1500
              transfer (notes.yaml:10, allow): applies
              office (notes.yaml:13, deny): not selected, agents
            """);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void showsWhyAConditionFails() {
    Run run = run("policy explain", "--tool", "wire_transfer", "--args", "{\"amount\":\"1500\"}");
    assertThat(run.code()).isEqualTo(3);
    assertThat(text(run)).contains("large-transfer (notes.yaml:6, ask): condition failed, ");
    assertThat(text(run)).contains("args.amount = \"1500\"");
  }

  @Test
  void showsTheSameAsJson() {
    Run run =
        run("policy explain", "--json", "--tool", "wire_transfer", "--args", "{\"amount\":5}");
    assertThat(run.code()).isZero();
    assertThat(run.line())
        .startsWith("{\"verdict\":\"allow\",")
        .contains("\"stages\":[{\"stage\":\"history\",")
        .contains("{\"text\":\"args.amount\",")
        .contains("\"status\":\"condition_false\"")
        .contains("\"rule\":\"office\"")
        .contains("\"value\":\"5\",\"fault\":null");
  }

  @Test
  void answersForToolWithoutRules() {
    Run run = run("policy explain", "--tool", "other");
    assertThat(run.code()).isEqualTo(3);
    assertThat(text(run))
        .contains("default (notes.yaml): objected, nothing allows it <- decides")
        .contains("rules: no rule is about this tool");
  }

  @ParameterizedTest
  @CsvSource({
    "wire_transfer, '{\"amount\":1500}'",
    "wire_transfer, '{\"amount\":15}'",
    "wire_transfer, '{\"amount\":'",
    "search, {}",
    "other, {}"
  })
  void exitCodeIsTheOneOfCheck(String tool, String arguments) {
    for (String mode : List.of("enforce", "observe", "disabled")) {
      String[] options = {"--tool", tool, "--args", arguments, "--mode", mode};
      assertThat(run("policy explain", options).code())
          .as("%s %s %s", tool, arguments, mode)
          .isEqualTo(run("check", options).code());
    }
  }

  @Test
  void batchIsBadUsage() {
    assertThat(run("policy explain", "--batch", "-").code()).isEqualTo(2);
  }

  @Test
  void documentThatCannotBeUsedIsReported() throws IOException {
    Files.writeString(policy, "tools: 5");
    Run run = run("policy explain", "--tool", "t");
    assertThat(run.code()).isEqualTo(2);
    assertThat(String.join("\n", run.err())).contains("notes.yaml:1:");
  }
}
