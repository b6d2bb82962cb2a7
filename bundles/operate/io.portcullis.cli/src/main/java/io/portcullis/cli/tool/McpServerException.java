// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

/** An MCP server that does not tell its tools. The message is one line for people. */
public final class McpServerException extends Exception {
  private static final long serialVersionUID = 1L;

  McpServerException(String message) {
    super(message, null, false, false);
  }
}
