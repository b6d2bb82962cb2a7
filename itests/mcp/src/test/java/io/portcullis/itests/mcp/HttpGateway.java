// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The shipped container with the HTTP gateway in front of one server. */
final class HttpGateway implements AutoCloseable {
  private static final Duration COMMAND_DEADLINE = Duration.ofMinutes(1);
  private static final String TRANSPORT = "io.portcullis.transport.embedded";

  private final Path home;
  private final int port;
  private final ChildProcess container;

  private HttpGateway(Path home, int port, ChildProcess container) {
    this.home = home;
    this.port = port;
    this.container = container;
  }

  /**
   * Starts a container and waits until it is ready.
   *
   * @param home a folder for it, empty
   * @param document the policy
   * @param upstream URL of the server
   * @param more further lines of the gateway's configuration
   */
  static HttpGateway start(Path home, String document, String upstream, String... more)
      throws IOException {
    int port = freePort();
    Path etc = Files.createDirectories(home.resolve("etc"));
    Path shipped = distribution().resolve("etc");
    Files.copy(shipped.resolve("logback.xml"), etc.resolve("logback.xml"));
    Files.writeString(
        etc.resolve("framework.properties"),
        Files.readString(shipped.resolve("framework.properties"))
            .replaceAll(
                "(?m)^portcullis.features = .*$",
                "portcullis.features ="
                    + " core,evidence,transport-embedded,adapter-mcp-http,shell,hot-deploy"));
    Files.writeString(home.resolve("policy.yaml"), document);
    Files.writeString(etc.resolve(TRANSPORT + ".cfg"), "policies = policy.yaml\n");
    Files.writeString(
        etc.resolve("io.portcullis.adapter.mcp.http-fixture.cfg"),
        "port = %d\nupstream = %s\nserverName = fixture\n%s\n"
            .formatted(port, upstream, String.join("\n", more)));
    Files.writeString(
        etc.resolve("io.portcullis.mcp.pinning.cfg"), "file = " + home.resolve("pins.json"));
    ChildProcess container =
        ChildProcess.start(
            new ProcessBuilder(command(home, "run"))
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    String line = container.firstLine();
    if (!line.startsWith("portcullis: ready")) {
      container.close();
      throw new IOException("Not ready: " + line);
    }
    return new HttpGateway(home, port, container);
  }

  String url() {
    return "http://127.0.0.1:" + port + "/mcp";
  }

  /** Takes the bundle away that decides. */
  void stopTransport() throws IOException {
    ctl("stop", TRANSPORT);
  }

  /** Brings the bundle back that decides. */
  void startTransport() throws IOException {
    ctl("start", TRANSPORT);
  }

  private void ctl(String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("ctl"));
    arguments.addAll(List.of(words));
    FinishedRun run =
        FinishedRun.of(command(home, arguments.toArray(String[]::new)), COMMAND_DEADLINE);
    if (run.exitCode() != 0) {
      throw new IOException(arguments + ": " + run.stderr());
    }
  }

  private static List<String> command(Path home, String... words) {
    List<String> command = new ArrayList<>(List.of("env", "PORTCULLIS_HOME=" + home));
    command.add(distribution().resolve("bin/portcullis").toString());
    command.addAll(List.of(words));
    return command;
  }

  private static Path distribution() {
    return Path.of(System.getProperty("portcullis.distribution"));
  }

  /** Returns a port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
