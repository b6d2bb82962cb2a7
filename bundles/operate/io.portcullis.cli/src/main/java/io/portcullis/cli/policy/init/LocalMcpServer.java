// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.mcp.stdio.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** An MCP server in a process of its own, which ends with this process. */
public final class LocalMcpServer implements McpServer {
  private final ServerProcess process;

  private LocalMcpServer(ServerProcess process) {
    this.process = process;
  }

  /**
   * Starts a server. Its standard error is that of this process.
   *
   * @throws IOException if it cannot be started
   */
  public static McpServer start(List<String> command) throws IOException {
    return new LocalMcpServer(ServerProcess.start(command));
  }

  @Override
  public InputStream output() {
    return process.output();
  }

  @Override
  public OutputStream input() {
    return process.input();
  }

  /** Ends the server with its children, and waits until it has ended. */
  @Override
  public void close() {
    process.close();
    try {
      process.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is killed all the same
    }
  }
}
