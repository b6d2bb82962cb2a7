// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;
import io.portcullis.testkit.matrix.MatrixRow;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** A client and a server with one tool, both over HTTP, and the gateway between them. */
@MatrixRow("io.portcullis.mcp.http")
@ContainerTest(
    features = {"core", "adapter-mcp-http"},
    properties = "portcullis.home={temp}")
class HttpGatewayMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments)
      throws IOException, InterruptedException, ExecutionException {
    try (HttpInstance gateway = new HttpInstance(tool::run)) {
      gateway.call(arguments).get();
    }
  }
}
