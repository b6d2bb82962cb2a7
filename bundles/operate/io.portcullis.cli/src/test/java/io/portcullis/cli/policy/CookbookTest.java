// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the policies of the cookbook with the commands that it names. */
class CookbookTest {
  private static final Path PAGE = Path.of("docs", "cookbook.md");
  private static final Path ROOT = root();

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(PAGE))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no folder above the test has " + PAGE);
      }
    }
    return folder;
  }

  private static List<Path> recipes() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT.resolve("examples").resolve("policies"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void cookbookHasAtLeastFifteenPolicies() throws IOException {
    assertThat(recipes()).hasSizeGreaterThanOrEqualTo(15);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void policyIsValidWithoutWarnings(Path recipe) {
    String policy = recipe.resolve("policy.yaml").toString();
    Run run = Run.of("policy", "validate", policy);
    assertThat(run.out()).containsExactly(policy + ": ok");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void policyDecidesItsCasesAsExpected(Path recipe) throws IOException {
    Path cases = recipe.resolve("cases.yaml");
    Run run = Run.of("policy", "test", cases.toString());
    assertThat(run.line()).endsWith(" cases, 0 failed");
    assertThat(run.code()).isZero();
    assertThat(cases)
        .content()
        .contains("policy: policy.yaml\n", "expect: allow\n", "expect: deny\n");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void cookbookShowsThePolicy(Path recipe) throws IOException {
    String policy = Files.readString(recipe.resolve("policy.yaml"));
    assertThat(Files.readString(ROOT.resolve(PAGE)))
        .contains(
            "```yaml\n" + policy + "```\n",
            "(../examples/policies/" + recipe.getFileName() + "/cases.yaml)");
  }

  @Test
  void firstPolicyOfThePoliciesPageDecidesAsItsTableSays(@TempDir Path folder) throws IOException {
    String page = Files.readString(ROOT.resolve("docs").resolve("policies.md"));
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, page.substring(start, page.indexOf("```", start)));
    Path cases = folder.resolve("cases.yaml");
    Files.writeString(
        cases,
        """
        policy: policy.yaml
        cases:
          - {name: 1, call: {tool: read_file, args: {path: /srv/reports/may.txt}}, expect: allow, rule: read-reports}
          - {name: 2, call: {tool: read_file, args: {path: /srv/reports/../keys}}, expect: deny, rule: default}
          - {name: 3, call: {tool: read_file, args: {path: /srv/reports/a.draft}}, expect: deny, rule: no-drafts}
          - {name: 4, call: {tool: wire_transfer, team: billing, args: {amount: 5, memo: {iban: X}}}, expect: allow, redacts: [/memo/iban]}
          - {name: 5, call: {tool: wire_transfer, args: {amount: 5000}}, expect: ask}
          - {name: 6, call: {tool: wire_transfer, args: {amount: "5000"}}, expect: fault}
          - {name: 7, call: {tool: delete_file}, expect: deny, rule: default}
        """);
    assertThat(Run.of("policy", "validate", policy.toString()).out())
        .containsExactly(policy + ": ok");
    assertThat(Run.of("policy", "test", cases.toString()).out())
        .containsExactly("7 cases, 0 failed");
  }
}
