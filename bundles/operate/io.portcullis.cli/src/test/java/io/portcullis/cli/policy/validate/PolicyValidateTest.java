// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyValidateTest {
  private static final String GOOD =
      "{tools: {'*': {allow: false}}, data: {credential_action: alert_only}}";

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void saysOkForEachDocument() throws IOException {
    String a = file("a.yaml", GOOD);
    String b = file("b.yaml", "spec: " + GOOD);
    Run run = Run.of("policy", "validate", a, b);
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsExactly(a + ": ok", b + ": ok");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void namesThePlaceOfEachProblemAndGoesOn() throws IOException {
    String broken = file("broken.yaml", "tools:\n  t: {alow: true}\n  u: {allow: 7}\n");
    String good = file("good.yaml", GOOD);
    Run run = Run.of("policy", "validate", broken, good);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).hasSize(3);
    assertThat(run.out().get(0)).matches("\\Q" + broken + "\\E:2:\\d+: .*alow.*");
    assertThat(run.out().get(1)).matches("\\Q" + broken + "\\E:3:\\d+: .+");
    assertThat(run.out().get(2)).isEqualTo(good + ": ok");
  }

  @Test
  void printsWarningsWithoutMindingThem() throws IOException {
    String odd =
        file("odd.yaml", "tools:\n  t: {allow: true, requires_approval_if: 'path == \"/x\"'}\n");
    Run run = Run.of("policy", "validate", odd);
    assertThat(run.code()).isZero();
    assertThat(run.out()).hasSizeGreaterThan(1).endsWith(odd + ": ok");
    assertThat(run.out().get(0)).matches("\\Q" + odd + "\\E:2:\\d+: warning: .+");
  }

  @Test
  void warnsOfWhatADocumentSilentlyAllows() throws IOException {
    String open = file("open.yaml", "tools:\n  t: {allow: false}\nnetwork: {allowlist: []}\n");
    Run run = Run.of("policy", "validate", open);
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsExactly(
            open
                + ":3:10: warning: no host is listed, so every action network_call is denied; the"
                + " list governs that action only: a tool that does the same, called over MCP or"
                + " LangChain4j, is not restricted by it",
            open
                + ":2:3: warning: no entry \"*\": every tool that is not named is allowed, and the"
                + " transport's self-test refuses such a policy; write \"*\": {allow: false} under"
                + " 'tools', or \"*\": {allow: true} if you mean it",
            open
                + ":2:3: warning: no section 'data': secrets, payment cards and e-mail addresses in"
                + " the arguments are replaced before a tool runs; write data: {credential_action:"
                + " redact_only} if you mean it, or alert_only if they may pass",
            open + ": ok");
  }

  @Test
  void takesAFolderForACascade() throws IOException {
    file("a.yaml", "tools: {t: {allow: true}}");
    file("b.yaml", "tools: 7");
    Run run = Run.of("policy", "validate", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).hasSize(1);
    assertThat(run.out().get(0)).startsWith(folder.resolve("b.yaml") + ":1:");
  }

  @Test
  void failsForAFileThatIsNotThere() {
    Run run = Run.of("policy", "validate", folder.resolve("none").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.line()).contains("does not exist");
  }

  @Test
  void showsTheLineOfAMistakeInAConditionWithACaret() throws IOException {
    String rules =
        file(
            "rules.yaml",
            """
            apiVersion: portcullis/v1
            kind: Policy
            spec:
              rules:
                - name: large
                  effect: deny
                  when: args.n > 5.0 && amount > 2.0
            """);
    Run run = Run.of("policy", "validate", rules);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().get(0)).startsWith(rules + ":7:29: ");
    assertThat(run.out().get(1)).isEqualTo("          when: args.n > 5.0 && amount > 2.0");
    assertThat(run.out().get(2)).isEqualTo(" ".repeat(32) + "^");
  }
}
