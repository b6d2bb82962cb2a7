// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outer command line: help of all commands, and the class-data archive behind it. */
class CommandLineIT {
  private final Path distribution = Distribution.built();

  @TempDir Path folder;

  private Finished run(String... words) throws Exception {
    return run(folder.resolve("state"), words);
  }

  private Finished run(Path state, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(distribution.resolve("bin/portcullis").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_STATE_HOME", state.toString());
    builder.environment().remove("JAVA_OPTS");
    Process process = builder.start();
    process.getOutputStream().close();
    return Distribution.finish(process);
  }

  private void checkAnswers(Path state) throws Exception {
    Path policy = distribution.resolve("etc/policies/starter.yaml");
    Finished run = run(state, "check", "--policy", policy.toString(), "--tool", "read_file");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("{\"verdict\":\"allow\"").hasLineCount(1);
    assertThat(run.exitCode()).isZero();
  }

  private void checkAnswers() throws Exception {
    checkAnswers(folder.resolve("state"));
  }

  private Path classes() {
    return folder.resolve("state/portcullis/classes");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(classes())) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  private Path archive() throws Exception {
    checkAnswers();
    checkAnswers();
    assertThat(archives()).hasSize(1);
    return archives().get(0);
  }

  private static void overwrite(Path archive, byte[] content) throws IOException {
    FileTime time = Files.getLastModifiedTime(archive);
    Files.delete(archive);
    Files.write(archive, content);
    Files.setLastModifiedTime(archive, time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run", "ctl", "ctl approve", "mcp", "demo", "check", "journal verify", "version"})
  void showsTheHelpOfACommandWithoutRunningIt(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add("--help");
    Finished run = run(words.toArray(String[]::new));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("usage: portcullis " + command)
        .contains("Exit codes:")
        .doesNotContain("\u001b");
  }

  @Test
  void suggestsTheCommandThatAMistypedWordResembles() throws Exception {
    Finished run = run("jornal", "verify");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("portcullis: unknown command: jornal; did you mean journal?\nusage: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run extra|unexpected argument extra",
        "demo --runtme assembly|unknown option --runtme; did you mean --runtime?",
        "mcp --polcy p -- never-started|unknown option --polcy; did you mean --policy?",
        "ctl|no ctl command is given"
      })
  void launcherCommandLineIsParsedByTheTable(String words, String message) throws Exception {
    Finished run = run(words.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("portcullis: " + message + "\nusage: portcullis " + words.split(" ")[0]);
  }

  @Test
  void printsTheCompletionScriptsThatAreShipped() throws Exception {
    assertThat(run("completion", "bash").out())
        .isEqualTo(Files.readString(distribution.resolve("share/completion/portcullis.bash")));
    assertThat(run("completion", "zsh").out())
        .isEqualTo(Files.readString(distribution.resolve("share/completion/_portcullis")));
    assertThat(distribution.resolve("share/man/man1/portcullis-check.1")).isNotEmptyFile();
  }

  @Test
  void makesTheArchiveAtTheSecondStartForThisUserAlone() throws Exception {
    checkAnswers();
    assertThat(archives()).isEmpty();
    checkAnswers();
    assertThat(archives()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(classes())))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(classes())) {
      assertThat(files).containsExactlyElementsOf(archives());
    }
  }

  @Test
  void answersTheSameWithADamagedArchive() throws Exception {
    Path archive = archive();
    byte[] whole = Files.readAllBytes(archive);
    byte[] flipped = whole.clone();
    for (int i = 100_000; i < flipped.length; i += 5_000) {
      flipped[i] ^= (byte) 0xff;
    }
    overwrite(archive, flipped);
    checkAnswers();
    overwrite(archive, new byte[whole.length]);
    checkAnswers();
    // A JVM crashes on this one; the size in the name keeps it from being used.
    overwrite(archive, Arrays.copyOf(whole, whole.length / 2));
    checkAnswers();
  }

  @Test
  void doesNotUseAnArchiveInAFolderThatOthersMayWriteTo() throws Exception {
    Path archive = archive();
    overwrite(archive, new byte[(int) Files.size(archive)]);
    Files.setPosixFilePermissions(classes(), PosixFilePermissions.fromString("rwxrwxrwx"));
    checkAnswers();
    checkAnswers();
    // Nor is another one made there.
    assertThat(archives()).allSatisfy(file -> assertThat(Files.readAllBytes(file)).containsOnly(0));
  }

  @Test
  void makesTheArchiveAgainWhenAJarIsNewer() throws Exception {
    Path archive = archive();
    Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));
    checkAnswers();
    checkAnswers();
    assertThat(archives()).hasSize(1);
    assertThat(Files.getLastModifiedTime(archives().get(0)).toInstant())
        .isAfter(Instant.EPOCH.plusSeconds(1));
  }

  @Test
  void answersWithoutAFolderForTheArchive() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    checkAnswers(file);
    checkAnswers(file);
    checkAnswers(Path.of("relative"));
    assertThat(Path.of("relative")).doesNotExist();
  }
}
