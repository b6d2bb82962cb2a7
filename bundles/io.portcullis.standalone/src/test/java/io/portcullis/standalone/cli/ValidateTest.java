// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {
  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void saysOkForEachDocument() throws IOException {
    String a = file("a.yaml", "tools: {t: {allow: true}}");
    String b = file("b.yaml", "spec: {tools: {t: {allow: true}}}");
    Run run = Run.of("policy", "validate", a, b);
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsExactly(a + ": ok", b + ": ok");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void namesThePlaceOfEachProblemAndGoesOn() throws IOException {
    String broken = file("broken.yaml", "tools:\n  t: {alow: true}\n  u: {allow: 7}\n");
    String good = file("good.yaml", "tools: {t: {allow: true}}");
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
}
