// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import io.portcullis.launcher.container.Container;
import io.portcullis.launcher.container.Launcher;
import io.portcullis.launcher.container.MainProgram;
import io.portcullis.launcher.control.ControlClient;
import io.portcullis.launcher.control.ControlSocketPath;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.failure.MisconfiguredException;
import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.mcp.McpCommand;
import io.portcullis.launcher.plan.LaunchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The commands of {@code bin/portcullis} that need the container: run, demo, mcp and ctl. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the command and its arguments
   */
  public static void main(String[] arguments) throws InterruptedException {
    int exitCode;
    try {
      exitCode = run(Home.fromSystemProperties(), List.of(arguments));
    } catch (LaunchException e) {
      System.err.println("portcullis: " + e.getMessage());
      exitCode = e.exitCode();
    }
    System.exit(exitCode);
  }

  static int run(Home home, List<String> arguments) throws LaunchException, InterruptedException {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> rest = arguments.stream().skip(1).toList();
    switch (command) {
      case "run" -> {
        requireNone(command, rest);
        return new Launcher(home).launch(LaunchRequest.ofHomeAnd(), Main::announceAndWait);
      }
      case "demo" -> {
        return demo(home, rest);
      }
      case "mcp" -> {
        return new McpCommand(home, System.getenv()).run(rest);
      }
      case "ctl" -> {
        return new ControlClient(System.out, System.err)
            .run(new ControlSocketPath(home).recorded(), rest);
      }
      default -> throw new LaunchException(LaunchException.USAGE, "unknown command: " + command);
    }
  }

  private static void requireNone(String command, List<String> arguments) throws LaunchException {
    if (!arguments.isEmpty()) {
      throw new LaunchException(
          LaunchException.USAGE, command + " takes no arguments: " + arguments);
    }
  }

  private static int announceAndWait(Container container, Launcher.Readiness readiness)
      throws LaunchException, InterruptedException {
    try {
      System.out.println(readiness.line());
    } catch (MisconfiguredException e) {
      // What is wrong is ignored, so nothing is weaker for it; ctl shows it and it can be mended
      // now.
      System.out.println("portcullis: not ready: " + e.getMessage());
    }
    container.awaitStop();
    return 0;
  }

  /**
   * The demo changes configurations and stops bundles, so it has a home of its own that goes with
   * it.
   */
  private static int demo(Home home, List<String> arguments)
      throws LaunchException, InterruptedException {
    boolean assembly = arguments.equals(List.of("--runtime", "assembly"));
    if (!assembly && !arguments.isEmpty()) {
      throw new LaunchException(
          LaunchException.USAGE, "demo takes --mcp, --runtime assembly or nothing: " + arguments);
    }
    LaunchRequest wanted =
        assembly
            ? LaunchRequest.ofHomeAnd("transport-assembly", "demo")
            : LaunchRequest.ofHomeAnd("demo");
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
      throw new LaunchException("no temporary home: " + LaunchException.reasons(e));
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
