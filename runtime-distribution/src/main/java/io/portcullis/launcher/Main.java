// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import io.portcullis.launcher.container.Container;
import io.portcullis.launcher.container.Launcher;
import io.portcullis.launcher.control.ControlClient;
import io.portcullis.launcher.control.ControlSocketPath;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.failure.MisconfiguredException;
import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.mcp.McpCommand;
import io.portcullis.launcher.plan.LaunchRequest;
import java.util.List;

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

  private static int run(Home home, List<String> arguments)
      throws LaunchException, InterruptedException {
    if (arguments.equals(List.of("run"))) {
      return new Launcher(home).launch(LaunchRequest.ofHomeAnd(), Main::announceAndWait);
    }
    List<String> rest = arguments.stream().skip(1).toList();
    return switch (arguments.isEmpty() ? "" : arguments.get(0)) {
      case "mcp" -> new McpCommand(home, System.getenv()).run(rest);
      case "ctl" ->
          new ControlClient(System.out, System.err)
              .run(new ControlSocketPath(home).recorded(), rest);
      default -> new ParsedCommands(home, System.out, System.err).run(arguments);
    };
  }

  private static int announceAndWait(Container container, Launcher.Readiness readiness)
      throws LaunchException, InterruptedException {
    try {
      System.out.println(readiness.line());
    } catch (MisconfiguredException e) {
      // The invalid configuration is ignored and weakens nothing; ctl shows it.
      System.out.println("portcullis: not ready: " + e.getMessage());
    }
    container.awaitStop();
    return 0;
  }
}
