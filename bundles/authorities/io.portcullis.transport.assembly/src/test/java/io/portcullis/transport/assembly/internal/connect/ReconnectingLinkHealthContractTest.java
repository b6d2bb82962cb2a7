// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.assembly.simulator.HandshakeScript;
import io.portcullis.testkit.contract.HealthReporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class ReconnectingLinkHealthContractTest extends HealthReporterContract {
  @TempDir private Path folder;
  private final List<LinkRig> rigs = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (LinkRig rig : rigs) {
      rig.close();
    }
  }

  private LinkRig rig(String name) throws IOException {
    LinkRig rig = new LinkRig(Files.createDirectory(folder.resolve(name)));
    rig.time.hurry(false);
    rigs.add(rig);
    return rig;
  }

  @Override
  protected List<HealthReporter> reporters() {
    try {
      LinkRig fresh = rig("fresh");
      LinkRig connected = rig("connected");
      connected.connect();
      LinkRig absent = rig("absent");
      absent.link.start();
      absent.time.awaitBackoff(1);
      LinkRig refused = rig("refused");
      Files.createFile(refused.socket);
      refused.link.start();
      refused.time.awaitBackoff(1);
      LinkRig broken = rig("broken");
      broken.runtime.handshake(HandshakeScript.GARBAGE);
      broken.runtime.start();
      broken.link.start();
      broken.time.awaitBackoff(1);
      return List.of(
          fresh::health, connected::health, absent::health, refused::health, broken::health);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
