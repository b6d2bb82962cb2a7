// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import io.portcullis.mcp.stdio.ServerProcess;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code mcp} for a session that shares an engine, and {@code mcp stop}. */
public final class RelayMain {
  private static final int CANNOT_START = 127; // like a shell
  private static final int UNAVAILABLE = 69;
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  /** How long a server may take to end by itself after its client, and a session after that. */
  private static final long GRACE_MILLIS = 10_000;

  private final Path distribution;
  private final String version;

  private RelayMain(Path distribution, String version) {
    this.distribution = distribution;
    this.version = version;
  }

  /**
   * Runs one session and ends the process with the exit code of its server.
   *
   * @param arguments the words after {@code mcp}
   */
  public static void main(String[] arguments) {
    int exitCode;
    try {
      Path distribution = Path.of(System.getProperty("portcullis.dist", ""));
      String number = System.getProperty("portcullis.version", "");
      exitCode =
          new RelayMain(distribution, DistributionVersion.of(distribution, number))
              .run(List.of(arguments));
    } catch (IOException | NoEngineException e) {
      tell(String.valueOf(e.getMessage()));
      exitCode = FAILED;
    } catch (InterruptedException e) {
      exitCode = FAILED;
    }
    System.exit(exitCode);
  }

  private static void tell(String line) {
    System.err.println("portcullis: ".concat(line));
  }

  private int run(List<String> arguments)
      throws IOException, NoEngineException, InterruptedException {
    boolean stop = !arguments.isEmpty() && arguments.get(0).equals("stop");
    SessionWords words =
        SessionWords.read(stop ? arguments.subList(1, arguments.size()) : arguments);
    if (stop && (words == null || !words.command().isEmpty())) {
      tell("usage: portcullis mcp stop [--policy FILE|DIR]");
      return USAGE;
    }
    if (words == null || (!stop && words.command().isEmpty())) {
      return explain(arguments);
    }
    EngineHome home =
        EngineHome.of(System.getenv(), System.getProperty("user.home", ""), words.policy());
    EngineFinder finder = new EngineFinder(home, version, new EngineStarter(distribution));
    return stop ? stop(finder) : serve(words, home, finder);
  }

  /** The launcher explains what is wrong with a command line. */
  private int explain(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(distribution.resolve("bin").resolve("portcullis").toString());
    command.addAll(List.of("mcp", "--alone"));
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static int stop(EngineFinder finder) throws NoEngineException {
    if (finder.stop() == 0) {
      tell("no engine is running");
      return UNAVAILABLE;
    }
    return 0;
  }

  private int serve(SessionWords words, EngineHome home, EngineFinder finder)
      throws InterruptedException {
    ServerProcess server;
    try {
      server = ServerProcess.start(words.command());
    } catch (IOException e) {
      tell("cannot start the server: ".concat(String.valueOf(e.getMessage())));
      return CANNOT_START;
    }
    RelaySession session =
        new RelaySession(
            new FileOutputStream(FileDescriptor.out),
            server.input(),
            new HomeEngines(finder),
            words.forEngine(home.policy().toString()),
            new Closing(server),
            System.err);
    session.start();
    new SidePump("from-server", server.output(), session.fromServer()).start();
    new ClientPump(session, server).start();
    int code = server.exitCode();
    session.awaitEnd();
    return session.isLost() ? UNAVAILABLE : code;
  }

  private record HomeEngines(EngineFinder finder) implements RelaySession.Engines {
    @Override
    public Attachment attach(List<String> words) throws NoEngineException {
      return finder.attach(words);
    }

    @Override
    public String status(Attachment attachment) {
      return finder.status(attachment.socket());
    }
  }

  private record Closing(ServerProcess server) implements Runnable {
    @Override
    public void run() {
      server.close();
    }
  }

  /** Ends a server, and then a session, that do not end with their client. */
  private static final class ClientPump extends SidePump {
    private final ServerProcess server;

    ClientPump(RelaySession session, ServerProcess server) {
      super("from-client", new FileInputStream(FileDescriptor.in), session.fromClient());
      this.server = server;
    }

    @Override
    void ended() throws InterruptedException {
      Thread.sleep(GRACE_MILLIS);
      server.close();
      Thread.sleep(GRACE_MILLIS);
      System.exit(UNAVAILABLE);
    }
  }
}
