// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.command.CommandTable;
import io.portcullis.cli.output.TerminalStreams;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTableTest {
  private static final Set<String> OF_THE_LAUNCHER = Set.of("run", "ctl", "mcp", "demo", "version");

  static Stream<String> commands() {
    List<String> paths = new ArrayList<>();
    collect("", CommandTable.commandLine(), paths);
    return paths.stream();
  }

  private static void collect(String path, CommandLine command, List<String> paths) {
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              paths.add((path + " " + name).strip());
              collect(path + " " + name, sub, paths);
            });
  }

  private static Run run(String path, String... more) {
    List<String> words = new ArrayList<>(List.of(path.split(" ")));
    words.addAll(List.of(more));
    return Run.of(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandShowsItsHelpWithExitCodes(String path) {
    for (String option : List.of("--help", "-h")) {
      Run run = run(path, option);
      assertThat(run.code()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out().get(0)).startsWith("usage: portcullis " + path);
      assertThat(run.out())
          .contains("Exit codes:")
          .anyMatch(line -> line.matches(" +[02] +[A-Z].*"));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpCommandShowsTheSameAsTheOption(String path) {
    assertThat(run("help " + path)).isEqualTo(run(path, "--help"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsRunByTheDispatcherOrTheLauncher(String path) {
    Run run = run(path);
    String message = run.err().isEmpty() ? "" : run.err().get(0);
    assertThat(message.endsWith(" is started by bin/portcullis"))
        .isEqualTo(!path.equals("ctl") && OF_THE_LAUNCHER.contains(path.split(" ")[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpOfTheProgramListsEveryCommand(String word) {
    Run run = Run.of(word);
    assertThat(run.code()).isZero();
    assertThat(run.out().get(0)).isEqualTo("usage: portcullis COMMAND [ARGUMENTS]");
    for (String name : CommandTable.commandLine().getSubcommands().keySet()) {
      assertThat(run.out()).anyMatch(line -> line.startsWith("  " + name + " "));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chek|unknown command: chek; did you mean check?",
        "journal verfy x|unknown command: journal verfy; did you mean verify?",
        "check --polcy x|unknown option --polcy; did you mean --policy?",
        "help jornal|unknown command: jornal; did you mean journal?",
        "help ctl statsu|unknown command: ctl statsu; did you mean status?",
        "frobnicate|unknown command: frobnicate",
        "jornal --help|unknown command: jornal; did you mean journal?",
        "ctl statsu --help|unknown command: ctl statsu; did you mean status?",
        "run fast|unexpected argument fast",
        "x|unknown command: x",
        "check --zzzzzzzz|unknown option --zzzzzzzz"
      })
  void mistypedWordGetsAHintOnlyIfItResemblesAName(String words, String message) {
    Run run = Run.of(words.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().get(0)).isEqualTo("portcullis: " + message);
  }

  @Test
  void longWordIsRefusedWithoutComparingIt() {
    assertThat(Run.of("c".repeat(1 << 20)).code()).isEqualTo(2);
  }

  @Test
  void valueMayLookLikeAnOptionACommandOrAFileOfArguments() {
    for (String value : List.of("--args", "check", "@/etc/hostname", "\"quoted\"")) {
      Run run = Run.of("check", "--policy", "/none", "--tool", value);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err().get(0)).startsWith("/none:");
    }
  }

  @Test
  void shortOptionsAreNotSplitIntoLetters() {
    assertThat(Run.of("journal", "tail", "-nh", ".").err().get(0))
        .startsWith("portcullis: unknown option -nh");
  }

  @Test
  void coloursAppearOnlyOnStreamsThatAreTerminals() {
    assertThat(coloured(TerminalStreams.parse("out,err"), "--help")).isTrue();
    assertThat(coloured(TerminalStreams.parse("err"), "--help")).isFalse();
    assertThat(coloured(TerminalStreams.parse("err"), "chek")).isTrue();
    assertThat(coloured(TerminalStreams.parse("out"), "chek")).isFalse();
    assertThat(coloured(TerminalStreams.parse(""), "chek")).isFalse();
    assertThat(coloured(TerminalStreams.parse("out,err,plain"), "--help")).isFalse();
    assertThat(coloured(TerminalStreams.parse("out,err,plain"), "chek")).isFalse();
  }

  private static boolean coloured(TerminalStreams terminal, String word) {
    OutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(out, true, StandardCharsets.UTF_8);
    new CommandDispatcher(InputStream.nullInputStream(), out, err, terminal).run(List.of(word));
    return out.toString().contains("\u001b[");
  }
}
