// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A running MCP server. Closing it ends the server. */
public interface McpServer extends AutoCloseable {
  /** Starts servers. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts a server.
     *
     * @param command the program and its arguments
     * @throws IOException if it cannot be started
     */
    McpServer start(List<String> command) throws IOException;
  }

  /** Returns what the server writes. */
  InputStream output();

  /** Returns what the server reads. */
  OutputStream input();

  @Override
  void close();
}
