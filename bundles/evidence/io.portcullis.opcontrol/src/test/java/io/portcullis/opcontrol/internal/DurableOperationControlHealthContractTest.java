// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

import io.portcullis.api.HealthReporter;
import io.portcullis.api.OperationScope;
import io.portcullis.api.OperatorSwitch.Signal;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class DurableOperationControlHealthContractTest extends HealthReporterContract {
  @TempDir Path temp;
  private final List<DurableOperationControl> controls = new ArrayList<>();

  @AfterEach
  void stop() {
    controls.forEach(DurableOperationControl::close);
  }

  @Override
  protected List<HealthReporter> reporters() {
    try {
      start("well");
      Rig.give(start("all"), OperationScope.ALL, Signal.PAUSE);
      start("by a strange name").give(OperationScope.ALL, Signal.PAUSE, "two\r\nlines", "");
      Rig failing = new Rig(temp.resolve("failing"));
      DurableOperationControl unkept = added(failing.start());
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

  private DurableOperationControl start(String name) throws IOException {
    return added(new Rig(temp.resolve(name)).start());
  }

  private DurableOperationControl added(DurableOperationControl control) {
    controls.add(control);
    return control;
  }
}
