// SPDX-License-Identifier: Apache-2.0
package com.example.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's container, with the features and bundles of the built distribution. */
class EngineContainerIT {
  @TempDir private static Path home;
  @TempDir private Path files;
  private static EngineContainer container;

  @BeforeAll
  static void start() throws Exception {
    container =
        EngineContainer.start(
            Path.of(System.getProperty("portcullis.distribution")).toRealPath(),
            home,
            Path.of("policy.yaml").toAbsolutePath(),
            Path.of(System.getProperty("example.bundle")));
  }

  @AfterAll
  static void stop() throws Exception {
    container.close();
  }

  private Path note() throws Exception {
    return Files.writeString(files.resolve("note.txt"), "milk");
  }

  @Test
  void runsToolThatThePolicyAllows() throws Exception {
    assertThat(container.use("read_file", note())).isEqualTo("milk");
  }

  @Test
  void deniesToolThatThePolicyForbids() throws Exception {
    Path note = note();
    assertThat(container.use("delete_file", note)).startsWith("denied: ");
    assertThat(note).exists();
  }

  @Test
  void recordsCallsInTheJournalOfItsHome() throws Exception {
    container.use("read_file", note());
    assertThat(home.resolve("data").resolve("journal").resolve("head.json")).isNotEmptyFile();
  }
}
