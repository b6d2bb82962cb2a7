// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shipped gateway, to be put before the command of a server. */
final class Gateway {
  /** Without a data section nothing is redacted, so results pass as they are. */
  static final String ALLOWS_ALL =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: all}
      spec: {tools: {"*": {allow: true}}}
      """;

  private final Path folder;
  private final Path policy;

  /**
   * A gateway with a state and a policy of its own.
   *
   * @param folder for both; only written to
   * @param document the policy
   */
  Gateway(Path folder, String document) throws IOException {
    this.folder = folder;
    policy = folder.resolve("policy.yaml");
    Files.writeString(policy, document);
  }

  List<String> before(List<String> server, String... options) {
    List<String> command = new ArrayList<>(List.of("env", "XDG_STATE_HOME=" + folder));
    command.add(
        Path.of(System.getProperty("portcullis.distribution"), "bin", "portcullis").toString());
    command.addAll(List.of("mcp", "--policy", policy.toString(), "--server", "fixture"));
    command.addAll(List.of(options));
    command.add("--");
    command.addAll(server);
    return command;
  }
}
