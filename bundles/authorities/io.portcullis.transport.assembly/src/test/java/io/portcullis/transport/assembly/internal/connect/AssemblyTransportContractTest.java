// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.testkit.contract.RuntimeTransportContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTransportContractTest extends RuntimeTransportContract {
  @TempDir private Path folder;
  private LinkRig rig;
  private RuntimeTransport transport;

  @BeforeEach
  void open() throws IOException {
    rig = new LinkRig(folder);
    transport = rig.connect();
    rig.runtime.answer(
        query ->
            query.context() instanceof ActionContext.ToolCall call && call.tool().equals("allowed")
                ? ScriptedReply.of(Decision.ALLOW, "")
                : ScriptedReply.of(Decision.DENY, "denied"));
    rig.time.hurry(false);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Override
  protected RuntimeTransport transport() {
    return transport;
  }

  @Override
  protected ToolCall allowed() {
    return ToolCall.of("allowed", "{}");
  }

  @Override
  protected ToolCall denied() {
    return ToolCall.of("denied", "{}");
  }
}
