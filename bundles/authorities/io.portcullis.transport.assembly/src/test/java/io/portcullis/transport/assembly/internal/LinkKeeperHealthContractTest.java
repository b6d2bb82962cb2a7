// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import io.portcullis.api.HealthReporter;
import io.portcullis.testkit.assembly.Greeting;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LinkKeeperHealthContractTest extends HealthReporterContract {
  @TempDir private Path folder;
  private final List<Rig> rigs = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Rig rig : rigs) {
      rig.close();
    }
  }

  private Rig rig(String name) throws IOException {
    Rig rig = new Rig(Files.createDirectory(folder.resolve(name)));
    rig.time.hurry(false);
    rigs.add(rig);
    return rig;
  }

  @Override
  protected List<HealthReporter> reporters() {
    try {
      Rig fresh = rig("fresh");
      Rig connected = rig("connected");
      connected.connect();
      Rig absent = rig("absent");
      absent.keeper.start();
      absent.time.awaitBackoff(1);
      Rig refused = rig("refused");
      Files.createFile(refused.socket);
      refused.keeper.start();
      refused.time.awaitBackoff(1);
      Rig broken = rig("broken");
      broken.runtime.greeting(Greeting.GARBAGE);
      broken.runtime.start();
      broken.keeper.start();
      broken.time.awaitBackoff(1);
      return List.of(
          fresh::health, connected::health, absent::health, refused::health, broken::health);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
