// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import io.portcullis.adapter.mcp.StdioOptions;
import io.portcullis.adapter.mcp.StreamGateway;
import io.portcullis.adapter.mcp.protocol.Party;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.ObservedTool;
import io.portcullis.testkit.contract.EngineUnderTest;
import io.portcullis.testkit.contract.FailOpenMatrix;
import io.portcullis.testkit.contract.MatrixRow;
import java.io.IOException;

/** A client and a server with one tool, a line per message, and the gateway between them. */
@MatrixRow("io.portcullis.adapter.mcp")
@ContainerTest(features = {"core", "adapter-mcp"})
class StreamGatewayMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) throws IOException {
    Party party = new Party(AgentIdentity.of("agent-1"), "files");
    try (OneToolServer server = new OneToolServer(tool);
        StreamGateway gateway =
            new StreamGateway(
                server.client(),
                server.server(),
                party,
                () -> gate,
                StdioOptions.DEFAULT_ERROR_CODE)) {
      gateway.start();
      server.call("read_file", arguments);
    }
  }
}
