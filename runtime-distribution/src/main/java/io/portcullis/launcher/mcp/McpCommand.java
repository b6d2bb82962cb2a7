// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

import io.portcullis.cli.command.CommandReader;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.TerminalStreams;
import io.portcullis.launcher.container.Launcher;
import io.portcullis.launcher.container.MainProgram;
import io.portcullis.launcher.failure.HomeInUseException;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.plan.LaunchRequest;
import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import io.portcullis.mcp.pinning.StateDirectory;
import io.portcullis.mcp.pinning.command.PinProgram;
import io.portcullis.mcp.stdio.StdioGateway;
import io.portcullis.mcp.stdio.StdioOptions;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Runs the command {@code mcp}: it connects the standard streams of an MCP client, a container with
 * the features that a decision needs, and the server. If the container does not start, the same
 * gateway runs without a gate and passes nothing that must be decided.
 */
public final class McpCommand {
  private static final List<String> FEATURES =
      List.of("core", "evidence", "transport-embedded", "hot-deploy", "shell", "adapter-mcp");
  private static final String POLICY_PID = "io.portcullis.transport.embedded";

  /** Configurations that belong to a policy, or that each start provides. */
  private static final Set<String> NOT_COPIED =
      Set.of(POLICY_PID + ".cfg", "io.portcullis.gate.cfg", PinFileLocation.PID + ".cfg");

  /** The maximum number of gateways to servers of one name at the same time. */
  private static final int MAX_BESIDE = 32;

  private final Home shared;
  private final Map<String, String> environment;

  /**
   * Creates the command.
   *
   * @param shared the home with the default policies and configuration
   * @param environment the environment, which names the folder of the state
   */
  public McpCommand(Home shared, Map<String, String> environment) {
    this.shared = shared;
    this.environment = environment;
  }

  private StateDirectory state() throws LaunchException {
    try {
      return StateDirectory.of(environment, System.getProperty("user.home", ""));
    } catch (IllegalStateException e) {
      throw new LaunchException(LaunchException.reasons(e));
    }
  }

  /** Runs until the server has ended; returns its exit code. */
  public int run(List<String> arguments) throws LaunchException, InterruptedException {
    if (PinProgram.isMeantBy(arguments)) {
      return new PinProgram(PinFileLocation.file(shared, state()), System.out).run(arguments);
    }
    PrintStream out = System.out;
    System.setOut(System.err); // the client reads everything on standard output as a message
    StdioOptions options;
    try {
      options = StdioOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      return refuse(arguments, String.valueOf(e.getMessage()), out);
    }
    AtomicBoolean begun = new AtomicBoolean();
    try {
      return inContainer(options, arguments, begun);
    } catch (LaunchException e) {
      if (begun.get()) {
        throw new LaunchException("the MCP gateway failed: " + LaunchException.reasons(e));
      }
      warn("no container runs, so every call that needs a decision is denied: ", e);
      return withoutContainer(options);
    }
  }

  /** Explains by the table of commands what is wrong, or shows the help that is asked for. */
  private static int refuse(List<String> arguments, String message, PrintStream out) {
    CommandReader reader = new CommandReader(out, System.err, TerminalStreams.ofThisProcess());
    List<String> words = Stream.concat(Stream.of("mcp"), arguments.stream()).toList();
    ParsedCommand command = reader.read(words);
    return command == null ? reader.exitCode() : reader.usageError(command, message);
  }

  private int withoutContainer(StdioOptions options) throws InterruptedException {
    if (!options.answers().pin()) {
      return new StdioGateway(() -> null, () -> null).run(options);
    }
    // No tool can be called, but the client must not read a changed tool either.
    try (PinStore pins = pins()) {
      return new StdioGateway(() -> null, () -> pins).run(options);
    }
  }

  private PinStore pins() {
    try {
      return new PinStore(PinFileLocation.file(shared, state()), PinEvents.NONE);
    } catch (LaunchException e) {
      warn("lists of tools are withheld: ", e);
      return PinStore.unreadable(LaunchException.reasons(e));
    }
  }

  private int inContainer(StdioOptions options, List<String> arguments, AtomicBoolean begun)
      throws LaunchException, InterruptedException {
    Path policy = options.policy() == null ? shared.etc().resolve("policies") : options.policy();
    Map<String, Map<String, Object>> configurations = new HashMap<>();
    configurations.put(POLICY_PID, Map.of("policies", policy.toAbsolutePath().toString()));
    if (options.answers().pin()) {
      configurations.put(
          PinFileLocation.PID, Map.of("file", PinFileLocation.file(shared, state()).toString()));
    }
    LaunchRequest wanted = new LaunchRequest(true, FEATURES, configurations);
    for (int i = 1; ; i++) {
      Home home = home(i == 1 ? options.server() : options.server() + '-' + i);
      try {
        return new Launcher(home)
            .launch(
                wanted,
                (container, readiness) -> {
                  announce(readiness);
                  begun.set(true);
                  return new MainProgram("mcp", container.context()).call(arguments);
                });
      } catch (HomeInUseException e) {
        if (i == MAX_BESIDE) {
          throw e;
        }
      }
    }
  }

  /** Reports a critical problem: calls are denied until it is repaired while the gateway runs. */
  private static void announce(Launcher.Readiness readiness) throws InterruptedException {
    try {
      System.err.println(readiness.line());
    } catch (LaunchException e) {
      warn("every call that needs a decision is denied until this is repaired: ", e);
    }
  }

  private static void warn(String what, Exception e) {
    System.err.println("portcullis: " + what + LaunchException.reasons(e));
  }

  /** Returns the home of a server; its journal stays when the gateway ends. */
  private Home home(String name) throws LaunchException {
    Path folder = state().path().resolve(name);
    Home home = new Home(shared.distribution(), folder);
    if (!Files.exists(home.etc())) {
      try {
        OwnerOnly.createDirectories(folder);
        copyConfiguration(home.etc());
      } catch (IOException e) {
        throw new LaunchException("cannot create a home in " + folder + ": " + e);
      }
    }
    return home;
  }

  /**
   * Copies the configurations that a start does not provide, in one step, because other gateways
   * may start at the same time.
   */
  private void copyConfiguration(Path target) throws IOException {
    Path from = Files.exists(shared.etc()) ? shared.etc() : shared.distribution().resolve("etc");
    Path unfinished = target.resolveSibling("etc." + UUID.randomUUID());
    OwnerOnly.createDirectories(unfinished);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && !NOT_COPIED.contains(file.getFileName().toString())) {
          OwnerOnly.copy(file, unfinished.resolve(file.getFileName()));
        }
      }
    }
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target)) {
        throw e;
      }
    }
  }
}
