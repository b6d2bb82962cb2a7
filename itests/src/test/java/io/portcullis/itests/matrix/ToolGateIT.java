// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.matrix;

import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.contract.ToolGateContract;
import io.portcullis.testkit.matrix.EngineUnderTest;

@ContainerTest(features = "core")
class ToolGateIT extends ToolGateContract {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }
}
