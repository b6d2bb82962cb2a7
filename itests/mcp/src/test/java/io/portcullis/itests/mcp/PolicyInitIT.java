// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** First policies for public servers: they are valid, and their cases pass. */
@Tag("interop")
class PolicyInitIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path folder;
  private Path work;

  @BeforeEach
  void prepare() throws IOException {
    work = folder.toRealPath();
  }

  private FinishedRun portcullis(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(
        Path.of(System.getProperty("portcullis.distribution"), "bin", "portcullis").toString());
    command.addAll(words);
    return FinishedRun.of(command, LIMIT);
  }

  private String policy() {
    return work.resolve("policy.yaml").toString();
  }

  private void writesAPolicyThatHolds(List<String> server) throws IOException {
    String cases = work.resolve("cases.yaml").toString();
    List<String> words =
        new ArrayList<>(
            List.of(
                "policy",
                "init",
                "--out",
                policy(),
                "--cases",
                cases,
                "--workspace",
                work.toString(),
                "--"));
    words.addAll(server);
    FinishedRun written = portcullis(words);
    assertThat(written.exitCode()).as(written.stderr()).isZero();
    FinishedRun validated = portcullis(List.of("policy", "validate", policy()));
    assertThat(validated.stdout()).isEqualTo(policy() + ": ok\n");
    FinishedRun tested = portcullis(List.of("policy", "test", cases));
    assertThat(tested.stdout()).endsWith(" cases, 0 failed\n");
  }

  private int check(String tool, String arguments) throws IOException {
    return portcullis(List.of("check", "--policy", policy(), "--tool", tool, "--args", arguments))
        .exitCode();
  }

  @Test
  void policyOfTheFileServerKeepsPathsInTheWorkspace() throws IOException {
    writesAPolicyThatHolds(NodePackages.installed().filesystemStdio(work));
    assertThat(check("read_text_file", "{\"path\":\"" + work.resolve("a") + "\"}")).isZero();
    assertThat(check("read_text_file", "{\"path\":\"" + work + "/../a\"}")).isEqualTo(3);
    assertThat(check("write_file", "{\"path\":\"" + work.resolve("a") + "\"}")).isEqualTo(4);
  }

  @Test
  void policyOfTheExampleServerAllowsToolsThatOnlyRead() throws IOException {
    writesAPolicyThatHolds(NodePackages.installed().everythingStdio());
    assertThat(check("echo", "{\"message\":\"hello\"}")).isZero();
    assertThat(check("no-such-tool", "{}")).isEqualTo(3);
  }

  @Test
  void policyOfTheGitServerKeepsRepositoriesInTheWorkspace() throws IOException {
    Path repository = work.resolve("repository");
    FinishedRun created =
        FinishedRun.of(List.of("git", "init", "--quiet", repository.toString()), LIMIT);
    assertThat(created.exitCode()).as(created.stderr()).isZero();
    writesAPolicyThatHolds(PythonPackages.installed().gitStdio(repository));
    assertThat(check("git_status", "{\"repo_path\":\"" + repository + "\"}")).isZero();
    assertThat(check("git_status", "{\"repo_path\":\"/srv\"}")).isEqualTo(3);
    assertThat(check("git_reset", "{\"repo_path\":\"" + repository + "\"}")).isEqualTo(4);
  }
}
