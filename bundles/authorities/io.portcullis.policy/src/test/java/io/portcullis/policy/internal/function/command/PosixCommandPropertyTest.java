// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands, run by real shells that know only three harmless programs: functions that record
 * their names. No program may run that the reader does not report.
 */
class PosixCommandPropertyTest {

  private static final List<String> PROGRAMS = List.of("p", "q", "v");

  /** From these letters no builtin of a shell and no other program can be spelled. */
  private static final List<String> PIECES =
      List.of(
          "p",
          "q",
          "v",
          "p",
          "q",
          "v",
          " ",
          " ",
          " ",
          "\n",
          "\t",
          ";",
          "&",
          "|",
          "&&",
          "||",
          "|&",
          "(",
          ")",
          "{",
          "}",
          "{ ",
          "; }",
          "<",
          ">",
          ">>",
          "2>",
          "&>",
          ">&",
          "$",
          "$(",
          "`",
          "'",
          "'",
          "\"",
          "\"",
          "\\",
          "\\\n",
          "#",
          "=",
          "+=",
          "~",
          "*",
          "?",
          "[",
          "]",
          "!",
          "! ",
          ",",
          "{p,q}",
          "''",
          "${v}",
          "$v",
          "$'",
          "<<",
          "<(",
          "if ",
          "; then ",
          "; else ",
          "; fi",
          "while ",
          "; do ",
          "; done",
          "for v in ",
          "case ",
          " in ",
          "esac",
          "\"$(",
          ")\"",
          "-",
          "%",
          "^",
          ":",
          "1");

  /** A function could call itself without end. */
  private static final Pattern FUNCTION = Pattern.compile("\\((?:\\s|\\\\)*\\)");

  @TempDir Path folder;

  private record Expectation(String command, PosixCommand read) {}

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "zsh", "busybox", "mksh"})
  void noShellRunsAProgramThatIsNotReported(String shell) throws Exception {
    assumeTrue(program(shell) != null, "The shell " + shell + " is not installed");
    Random random = new Random(shell.hashCode());
    List<Expectation> expectations = new ArrayList<>();
    int rounds = Sizes.rounds(400, 20_000);
    while (expectations.size() < rounds) {
      String command = random.nextInt(3) == 0 ? soup(random) : list(random, 3);
      PosixCommand read = FUNCTION.matcher(command).find() ? null : read(command);
      if (read != null && (read.isLiteral() || known(read))) {
        expectations.add(new Expectation(command, read));
      }
    }
    List<Set<String>> ran = run(shell, expectations);
    int some = 0;
    for (int i = 0; i < expectations.size(); i++) {
      Expectation expectation = expectations.get(i);
      some += ran.get(i).isEmpty() ? 0 : 1;
      assertThat(expectation.read().programs())
          .as("%s runs: %s", shell, expectation.command())
          .containsAll(ran.get(i));
    }
    assertThat(some).isGreaterThan(rounds / 2);
  }

  private static @Nullable Path program(String shell) {
    String path = String.valueOf(System.getenv("PATH"));
    return List.of(path.split(":", -1)).stream()
        .map(directory -> Path.of(directory, shell))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable PosixCommand read(String command) {
    try {
      return PosixCommand.of(command);
    } catch (FunctionException e) {
      return null;
    }
  }

  private static boolean known(PosixCommand command) {
    try {
      return !command.programs().isEmpty();
    } catch (FunctionException e) {
      return false;
    }
  }

  private static String soup(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 1 + random.nextInt(14); i > 0; i--) {
      out.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return out.toString();
  }

  /** A command that most shells accept. */
  private static String list(Random random, int depth) {
    StringBuilder out = new StringBuilder(command(random, depth));
    String[] separators = {"; ", "\n", " && ", " || ", " | ", " |& ", " & ", "&&", "|", "; \n"};
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append(separators[random.nextInt(separators.length)]).append(command(random, depth));
    }
    return out.toString();
  }

  private static String command(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 12);
    return switch (kind) {
      case 4 -> "(" + list(random, depth - 1) + ")";
      case 5 -> "{ " + list(random, depth - 1) + "; }";
      case 6 -> "if " + list(random, depth - 1) + "; then " + list(random, depth - 1) + "; fi";
      case 7 -> "if p\nthen " + list(random, depth - 1) + "\nelse " + list(random, 0) + "\nfi";
      case 8 -> "for v in p q; do " + list(random, depth - 1) + "; done";
      case 9 -> word(random) + " $(" + list(random, depth - 1) + ")";
      case 10 -> word(random) + " \"`" + list(random, 0).replace("\"", "") + "`\"";
      case 11 -> word(random) + " x <(" + list(random, 0) + ")";
      default -> word(random) + " " + soup(random).replaceAll("[;&|(){}<>`\n]", "");
    };
  }

  private static String word(Random random) {
    String name = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
    String[] forms = {name, name, "'" + name + "'", "\"" + name + "\"", "\\" + name, "''" + name};
    return forms[random.nextInt(forms.length)];
  }

  /** Runs each command in a subshell, and returns the programs that recorded their names. */
  private List<Set<String>> run(String shell, List<Expectation> expectations) throws Exception {
    StringBuilder script = new StringBuilder();
    for (String program : PROGRAMS) {
      script.append(function(program));
    }
    for (int i = 0; i < expectations.size(); i++) {
      String quoted = expectations.get(i).command().replace("'", "'\\''");
      script.append("(ulimit -t 2; LOG=").append(folder.resolve(i + ".log"));
      script.append("; eval '").append(quoted).append("') 7>&1\n");
    }
    drive(shell, Files.writeString(folder.resolve("driver"), script));
    List<Set<String>> ran = new ArrayList<>();
    for (int i = 0; i < expectations.size(); i++) {
      Path log = folder.resolve(i + ".log");
      ran.add(Files.exists(log) ? new HashSet<>(Files.readAllLines(log)) : Set.of());
    }
    return ran;
  }

  /** Succeeds every second time, and ends its shell after thirty, so that loops end. */
  private static String function(String program) {
    return program
        + "() { N=$((N + 1)); echo "
        + program
        + " >> \"$LOG\"; [ $N -lt 30 ] || exit 1; return $((N % 2)); }\n";
  }

  /** Waits for background commands too: each one holds descriptor 7 open. */
  private void drive(String shell, Path driver) throws IOException, InterruptedException {
    Path work = Files.createDirectory(folder.resolve("work"));
    String run = "PATH=/nonexistent " + start(shell) + " " + driver;
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", run + " < /dev/null 2>&1 | cat > ../out")
            .directory(work.toFile());
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    boolean ended = process.waitFor(Sizes.rounds(120, 3_000), TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).isTrue();
  }

  private static String start(String shell) {
    String path = String.valueOf(program(shell));
    return switch (shell) {
      case "bash" -> path + " --norc --noprofile";
      case "zsh" -> path + " -f";
      case "busybox" -> path + " sh";
      default -> path;
    };
  }
}
