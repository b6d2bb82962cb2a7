// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import java.util.List;

/**
 * The tools of a server.
 *
 * @param server the name and the version that the server gives itself, or empty
 * @param tools the tools in the order of the server
 */
public record ServerTools(String server, List<ListedTool> tools) {
  public ServerTools {
    tools = List.copyOf(tools);
  }
}
