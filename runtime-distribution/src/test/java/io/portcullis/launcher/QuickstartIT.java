// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the commands of the quickstarts. A block {@code sh} is run, and each line of a {@code text}
 * block after it must be in the output. A block {@code sh background} runs until the end. A block
 * {@code sh build} names a test or module of this build, which runs it. Each line of a {@code java}
 * block must be in the sources of the examples.
 */
class QuickstartIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w[\\w ]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern TEST_NAME = Pattern.compile("-D(?:it\\.)?test=(\\w+(?:Test|IT))");
  private static final Pattern MODULE = Pattern.compile("-pl (\\S+)");

  private record Block(String kind, String text) {}

  @TempDir private Path folder;
  private final List<Process> background = new ArrayList<>();

  @BeforeEach
  void linkDistribution() throws IOException {
    Files.createDirectories(folder.resolve("runtime-distribution/target"));
    Files.createSymbolicLink(distributionLink(), Distribution.built());
    Path script = folder.resolve("portcullis");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '" + Distribution.built().resolve("bin/portcullis") + "' \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private Path distributionLink() {
    return folder.resolve("runtime-distribution/target/portcullis");
  }

  @AfterEach
  void stopBackground() throws IOException, InterruptedException {
    for (Process process : background) {
      process.destroy();
      process.waitFor();
    }
    Files.delete(distributionLink());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mcp", "felix", "assembly"})
  void everyCommandOfQuickstartDoesWhatThePageSays(String name) throws Exception {
    List<Block> blocks = blocks("quickstart-" + name + ".md");
    for (int i = 0; i < blocks.size(); i++) {
      Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : new Block("", "");
      List<String> expected = next.kind().equals("text") ? next.text().lines().toList() : List.of();
      if (blocks.get(i).kind().equals("sh")) {
        String output = run(blocks.get(i).text());
        assertThat(expected).allSatisfy(line -> assertThat(output).contains(line));
      } else if (blocks.get(i).kind().equals("sh background")) {
        startAndAwait(blocks.get(i).text(), expected.get(0));
      }
    }
  }

  @Test
  void buildCommandsNameTestsAndModulesOfThisBuild() throws Exception {
    for (Block block : allBlocks()) {
      if (block.kind().equals("sh build")) {
        Matcher module = MODULE.matcher(block.text());
        assertThat(module.find()).isTrue();
        assertThat(ROOT.resolve(module.group(1)).resolve("pom.xml")).exists();
        Matcher test = TEST_NAME.matcher(block.text());
        if (test.find()) {
          assertThat(sources()).anyMatch(file -> file.endsWith(test.group(1) + ".java"));
        }
      }
    }
  }

  @Test
  void javaOfQuickstartsIsThatOfTheExamples() throws Exception {
    StringBuilder text = new StringBuilder();
    for (Path source : sources()) {
      text.append(Files.readString(source));
    }
    List<String> code = text.toString().lines().map(String::strip).toList();
    for (Block block : allBlocks()) {
      if (block.kind().equals("java")) {
        assertThat(block.text().lines().map(String::strip)).isSubsetOf(code);
      }
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<Block> allBlocks() throws IOException {
    List<Block> all = new ArrayList<>();
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
      for (Path page : pages.filter(file -> file.toString().contains("quickstart-")).toList()) {
        all.addAll(blocks(page.getFileName().toString()));
      }
    }
    assertThat(all).isNotEmpty();
    return all;
  }

  private static List<Block> blocks(String page) throws IOException {
    String text = Files.readString(ROOT.resolve("docs").resolve(page));
    return BLOCK.matcher(text).results().map(m -> new Block(m.group(1), m.group(2))).toList();
  }

  private String run(String script) throws Exception {
    Process process = shell(script);
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private void startAndAwait(String script, String line) throws IOException {
    Process process = shell("exec env " + script);
    background.add(process);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder seen = new StringBuilder();
    while (!seen.toString().contains(line)) {
      String read = output.readLine();
      assertThat(read).as(seen.toString()).isNotNull();
      seen.append(read).append('\n');
    }
  }

  private Process shell(String script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "-c", script);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    builder.environment().remove("JAVA_OPTS");
    builder.environment().remove("PORTCULLIS_HOME");
    return builder.start();
  }
}
