// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.matrix;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.ObservedTool;
import io.portcullis.testkit.Patience;
import io.portcullis.testkit.contract.EngineUnderTest;
import io.portcullis.testkit.contract.FailOpenMatrix;
import java.util.concurrent.CompletableFuture;

/** The asynchronous form of the gate, without any adapter. */
@ContainerTest(features = "core")
class GateRunAsyncMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) {
    Patience.await(
        gate.runAsync(
            ToolCall.of("read_file", arguments),
            redacted -> CompletableFuture.completedFuture(tool.run(redacted))));
  }
}
