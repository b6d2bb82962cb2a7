// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

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
 * The command {@code mcp}: an MCP client's standard streams, a container with just what a decision
 * needs, and the server behind it. Where there is no container, the same gateway runs without a
 * gate: it passes nothing that must be decided.
 */
public final class McpCommand {
  private static final List<String> FEATURES =
      List.of("core", "evidence", "transport-embedded", "hot-deploy", "shell", "adapter-mcp");
  private static final String POLICY_PID = "io.portcullis.transport.embedded";

  /** Which policy is asked, what the gate's self-test expects of it, and what is given anyway. */
  private static final Set<String> NOT_COPIED =
      Set.of(POLICY_PID + ".cfg", "io.portcullis.gate.cfg", PinFileLocation.PID + ".cfg");

  /** How many gateways to servers of one name may run beside each other. */
  private static final int MAX_BESIDE = 32;

  private final Home shared;
  private final Map<String, String> environment;

  /**
   * A gateway that is not yet started.
   *
   * @param shared the home whose policies and configuration are taken where nothing else is given
   * @param environment tells where a program keeps its state
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
    System.setOut(System.err); // the client takes whatever is on standard output for a message
    StdioOptions options;
    try {
      options = StdioOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(StdioOptions.USAGE);
      throw new LaunchException(LaunchException.USAGE, "mcp: " + e.getMessage());
    }
    AtomicBoolean begun = new AtomicBoolean();
    try {
      return inContainer(options, arguments, begun);
    } catch (LaunchException e) {
      if (begun.get()) {
        throw new LaunchException("the MCP gateway failed: " + LaunchException.reasons(e));
      }
      warn("without a container, whatever must be decided is denied: ", e);
      return withoutContainer(options);
    }
  }

  private int withoutContainer(StdioOptions options) throws InterruptedException {
    if (!options.answers().pin()) {
      return new StdioGateway(() -> null, () -> null).run(options);
    }
    // No tool is called, but what has changed should not be read either.
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

  /** What is critical now denies, and may be mended while the gateway runs. */
  private static void announce(Launcher.Readiness readiness) throws InterruptedException {
    try {
      System.err.println(readiness.line());
    } catch (LaunchException e) {
      warn("whatever must be decided is denied until this is mended: ", e);
    }
  }

  private static void warn(String what, Exception e) {
    System.err.println("portcullis: " + what + LaunchException.reasons(e));
  }

  /** A home of its own for each server, which keeps its journal when the gateway ends. */
  private Home home(String name) throws LaunchException {
    Path folder = state().path().resolve(name);
    Home home = new Home(shared.distribution(), folder);
    if (!Files.exists(home.etc())) {
      try {
        OwnerOnly.createDirectories(folder);
        copyConfiguration(home.etc());
      } catch (IOException e) {
        throw new LaunchException("no home can be made in " + folder + ": " + e);
      }
    }
    return home;
  }

  /** All but what is given at each start; as a whole, since others may start at the same time. */
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
