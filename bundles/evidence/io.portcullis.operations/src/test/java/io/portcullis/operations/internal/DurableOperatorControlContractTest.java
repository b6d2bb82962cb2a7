// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.testkit.contract.CallClearanceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DurableOperatorControlContractTest extends CallClearanceContract {
  @TempDir Path temp;
  private DurableOperatorControl control;

  @BeforeEach
  void start() throws Exception {
    control = new Rig(temp).start();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  @Override
  protected CallClearance control() {
    return control;
  }

  @Override
  protected void pause(ToolCall call) {
    give(call, Signal.PAUSE);
  }

  @Override
  protected void resume(ToolCall call) {
    give(call, Signal.RESUME);
  }

  @Override
  protected void terminate(ToolCall call) {
    give(call, Signal.TERMINATE);
  }

  private void give(ToolCall call, Signal signal) {
    try {
      Rig.give(control, OperationScope.agent(call.agent().id()), signal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected int waiting() {
    return control.waiting();
  }
}
