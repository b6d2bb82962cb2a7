// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class DurableOperatorControlHealthContractTest extends HealthReporterContract {
  @TempDir Path temp;
  private final List<DurableOperatorControl> controls = new ArrayList<>();

  @AfterEach
  void stop() {
    controls.forEach(DurableOperatorControl::close);
  }

  @Override
  protected List<HealthReporter> reporters() {
    try {
      start("well");
      Rig.give(start("all"), OperationScope.ALL, Signal.PAUSE);
      start("by a strange name").give(OperationScope.ALL, Signal.PAUSE, "two\r\nlines", "");
      Rig failing = new Rig(temp.resolve("failing"));
      DurableOperatorControl unkept = added(failing.start());
      failing.disk.full(true);
      try {
        Rig.give(unkept, OperationScope.ALL, Signal.PAUSE);
      } catch (IOException expected) {
        failing.disk.full(false);
      }
      Rig broken = new Rig(temp.resolve("broken"));
      broken.start().close();
      Files.writeString(broken.file(), "{\n");
      added(broken.start());
      start("stopped").close();
      return List.copyOf(controls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DurableOperatorControl start(String name) throws IOException {
    return added(new Rig(temp.resolve(name)).start());
  }

  private DurableOperatorControl added(DurableOperatorControl control) {
    controls.add(control);
    return control;
  }
}
