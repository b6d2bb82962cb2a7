// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command line of the public inspector: one request to one server. */
final class Inspector {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final NodePackages packages;

  Inspector(NodePackages packages) {
    this.packages = packages;
  }

  /**
   * What one request came to.
   *
   * @param exitCode 0 for a result; 5 for an error of the tool or a tool that is not there
   * @param json what was printed on stdout, missing if that is nothing
   */
  record Answer(int exitCode, JsonNode json, String stderr) {}

  /** Asks a server that the inspector starts itself. */
  Answer stdio(List<String> server, String... request) throws IOException {
    return run(server, request);
  }

  /** Asks a server over Streamable HTTP. */
  Answer http(String url, String... request) throws IOException {
    return run(List.of(url, "--transport", "http"), request);
  }

  /** Calls a tool many times over stdio; {@code request} names the tool and the bounds. */
  LoadRun loadStdio(List<String> server, String... request) throws IOException {
    return LoadRun.of(stdio(server, loaded(request)));
  }

  /** Calls a tool many times over Streamable HTTP. */
  LoadRun loadHttp(String url, String... request) throws IOException {
    return LoadRun.of(http(url, loaded(request)));
  }

  private static String[] loaded(String... request) {
    List<String> all = new ArrayList<>(List.of("--method", "tools/call", "--load"));
    all.addAll(List.of(request));
    return all.toArray(String[]::new);
  }

  /**
   * As {@link #stdio}, with an older release of the inspector; it ends with 0 on an error of the
   * tool too.
   */
  Answer stdioByOlderInspector(List<String> server, String... request) throws IOException {
    return run("node", "inspector-node20/cli/build/cli.js", server, request);
  }

  private Answer run(List<String> server, String... request) throws IOException {
    return run(
        packages.node(),
        "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
        server,
        request);
  }

  private Answer run(String node, String program, List<String> server, String... request)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(node);
    command.add(packages.file(program).toString());
    command.add("--cli");
    command.addAll(server);
    command.addAll(List.of(request));
    FinishedRun run = FinishedRun.of(command, DEADLINE);
    return new Answer(run.exitCode(), JSON.readTree(run.stdout()), run.stderr());
  }
}
