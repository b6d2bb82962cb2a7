// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.matrix;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;
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
    Await.await(
        gate.runAsync(
            ToolCall.of("read_file", arguments),
            redacted -> CompletableFuture.completedFuture(tool.run(redacted))));
  }
}
