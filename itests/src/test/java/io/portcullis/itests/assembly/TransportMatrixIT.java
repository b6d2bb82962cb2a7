// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;

/** The fail-open matrix with the runtime behind a socket. */
@ContainerTest(features = {"core", "transport-assembly"})
class TransportMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new TransportEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) {
    gate.run(ToolCall.of("read_file", arguments), tool);
  }
}
