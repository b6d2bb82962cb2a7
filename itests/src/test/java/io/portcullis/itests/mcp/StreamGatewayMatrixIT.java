// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.stdio.StdioOptions;
import io.portcullis.mcp.stdio.StreamGateway;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;
import io.portcullis.testkit.matrix.MatrixRow;
import java.io.IOException;

/** A client and a server with one tool, a line per message, and the gateway between them. */
@MatrixRow("io.portcullis.mcp.stdio")
@ContainerTest(features = {"core", "adapter-mcp"})
class StreamGatewayMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) throws IOException {
    CallerContext party = new CallerContext(AgentIdentity.of("agent-1"), "files");
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
