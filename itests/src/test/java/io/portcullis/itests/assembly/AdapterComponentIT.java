// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.ServiceReference;

/** The bundle in a container: what it is built of comes and goes, and the tool tells what ran. */
@ContainerTest(features = {"core", "adapter-assembly"})
class AdapterComponentIT {
  private static final String ARGUMENTS = "{\"path\":\"/tmp/a\"}";

  private ContainerEngine engine;
  private ObservedTool tool;
  private AdapterInstance adapter;

  @BeforeEach
  void start() throws IOException {
    engine = new ContainerEngine();
    tool = new ObservedTool();
    adapter = new AdapterInstance();
  }

  @AfterEach
  void stop() throws IOException {
    adapter.close();
    engine.close();
  }

  private void call() throws IOException, WireException {
    adapter.call("read_file", ARGUMENTS, () -> tool.run(ARGUMENTS));
  }

  private Health health() {
    List<ServiceReference<HealthReporter>> found =
        engine
            .registry()
            .references(HealthReporter.class, "(service.factoryPid=" + AdapterInstance.PID + ")");
    assertThat(found).hasSize(1);
    return engine.registry().context().getService(found.get(0)).health();
  }

  @Test
  void allowsWhatIsAllowedAndNothingElse() throws Exception {
    call();
    assertThat(tool.count()).isEqualTo(1);
    assertThat(health().level()).isEqualTo(Health.Level.OK);
    engine.runtime().answer(ScriptedAnswer.deny("not this one"));
    call();
    assertThat(tool.count()).isEqualTo(1);
    assertThat(adapter.ask("read_file", ARGUMENTS).reason()).isEqualTo("not this one");
  }

  @ParameterizedTest
  @EnumSource
  void allowsNothingWhileTheTransportIsAwayAndGoesOnWhenItIsBack(Departure departure)
      throws Exception {
    call();
    engine.transportLeaves(departure);
    if (departure != Departure.UPDATED) {
      call();
      assertThat(tool.count()).isEqualTo(1);
      engine.transportReturns(departure);
    }
    call();
    assertThat(tool.count()).isEqualTo(2);
  }

  @Test
  void whatCannotBeUnderstoodOpensNothing() throws Exception {
    adapter.configure(Map.of("handshakeTimeoutMs", 0L));
    assertThat(adapter.socket()).doesNotExist();
    assertThat(health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(health().detail()).contains("handshakeTimeoutMs must be from 1 to 600000, not 0");
    adapter.configure(Map.of());
    call();
    assertThat(tool.count()).isEqualTo(1);
  }

  @Test
  void deletionRemovesTheSocket() {
    assertThat(Files.exists(adapter.socket())).isTrue();
    adapter.deleteConfiguration();
    assertThat(adapter.socket()).doesNotExist();
  }
}
