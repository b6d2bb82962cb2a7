// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.matrix;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.ObservedTool;
import io.portcullis.testkit.Patience;
import io.portcullis.testkit.contract.EngineUnderTest;
import io.portcullis.testkit.contract.FailOpenMatrix;

/** The deciding form of the gate, for a tool that runs elsewhere. */
@ContainerTest(features = "core")
class GateDecideMatrixIT extends FailOpenMatrix {
  @Override
  protected EngineUnderTest engine() {
    return new ContainerEngine();
  }

  @Override
  protected void call(ToolGate gate, ObservedTool tool, String arguments) {
    ToolGate.Decision decision = Patience.await(gate.decide(ToolCall.of("read_file", arguments)));
    if (decision.verdict().kind() == Verdict.Kind.ALLOW) {
      tool.run(decision.call().arguments());
      gate.report(decision, ToolOutcome.Kind.COMPLETED);
    }
  }
}
