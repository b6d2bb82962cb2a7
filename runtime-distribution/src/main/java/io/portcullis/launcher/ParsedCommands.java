// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import io.portcullis.cli.command.CommandReader;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.TerminalStreams;
import io.portcullis.launcher.container.Launcher;
import io.portcullis.launcher.container.MainProgram;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.plan.LaunchRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Parses a command line by the table of all commands, and runs the demo. A plain {@code run} and
 * {@code ctl} need no parser, and start faster without one.
 */
final class ParsedCommands {
  private static final String RUNTIME = "--runtime";

  private final Home home;
  private final CommandReader reader;

  ParsedCommands(Home home, PrintStream out, PrintStream err) {
    this.home = home;
    this.reader = new CommandReader(out, err, TerminalStreams.ofThisProcess());
  }

  /** Returns the exit code; a command line that is wrong has a message and code 2. */
  int run(List<String> words) throws LaunchException, InterruptedException {
    ParsedCommand command = reader.read(words);
    if (command == null) {
      return reader.exitCode();
    }
    if (!command.path().equals("demo")) {
      return reader.usageError(command, "this is not a command of the launcher");
    }
    String runtime = command.value(RUNTIME);
    if (command.has("--mcp")) {
      return reader.usageError(command, "--mcp goes with no other option");
    }
    if (runtime == null) {
      return demo(LaunchRequest.ofHomeAnd("demo"), List.of());
    }
    return runtime.equals("assembly")
        ? demo(LaunchRequest.ofHomeAnd("transport-assembly", "demo"), List.of(RUNTIME, runtime))
        : reader.usageError(command, RUNTIME + " knows only assembly");
  }

  /** Runs the demo in a temporary home, because it changes configurations and stops bundles. */
  private int demo(LaunchRequest wanted, List<String> arguments)
      throws LaunchException, InterruptedException {
    try {
      Path temporary = Files.createTempDirectory("portcullis-demo-");
      try {
        return new Launcher(new Home(home.distribution(), temporary))
            .launch(
                wanted,
                (container, readiness) -> {
                  readiness.line();
                  return new MainProgram("demo", container.context()).call(arguments);
                });
      } finally {
        delete(temporary);
      }
    } catch (IOException e) {
      throw new LaunchException("cannot create a temporary home: " + LaunchException.reasons(e));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
