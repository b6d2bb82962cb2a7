// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import io.portcullis.api.ToolGate;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;
import io.portcullis.testkit.matrix.MatrixRow;
import java.io.EOFException;
import java.io.IOException;

/** An SDK that queries over the socket and runs its tool only after an allow. */
@MatrixRow("io.portcullis.adapter.assembly")
@ContainerTest(features = {"core", "adapter-assembly"})
class AdapterMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) throws IOException {
    try (AdapterInstance adapter = new AdapterInstance()) {
      adapter.call("read_file", arguments, () -> tool.run(arguments));
    } catch (EOFException | WireException e) {
      // What cannot be asked on the socket does not run.
    }
  }
}
