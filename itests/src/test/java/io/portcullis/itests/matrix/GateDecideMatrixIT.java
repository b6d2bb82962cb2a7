// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.matrix;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest;
import io.portcullis.testkit.matrix.FailOpenMatrix;

/** The deciding form of the gate, for a tool that runs elsewhere. */
@ContainerTest(features = "core")
class GateDecideMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) {
    ToolGate.Decision decision = Await.await(gate.decide(ToolCall.of("read_file", arguments)));
    if (decision.verdict().kind() == Verdict.Kind.ALLOW) {
      tool.run(decision.call().arguments());
      gate.report(decision, ToolOutcome.Kind.COMPLETED);
    }
  }
}
