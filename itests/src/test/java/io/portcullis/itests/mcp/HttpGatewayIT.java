// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ActionType;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.DeferredAnswer;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.ServiceReference;

/** The bundle in a container: what it is built of comes and goes, and the tool tells what ran. */
@ContainerTest(
    features = {"core", "adapter-mcp-http"},
    properties = "portcullis.home={temp}")
class HttpGatewayIT {
  private static final String ARGUMENTS = "{\"path\":\"/tmp/a\"}";

  private ContainerEngine engine;
  private ObservedTool tool;
  private HttpInstance gateway;

  @BeforeEach
  void start() throws IOException {
    engine = new ContainerEngine();
    tool = new ObservedTool();
    gateway = new HttpInstance(tool::run);
  }

  @AfterEach
  void stop() {
    gateway.close();
    engine.close();
  }

  private String answer() {
    HttpResponse<String> response = gateway.call(ARGUMENTS).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private Health health() {
    List<ServiceReference<HealthReporter>> found =
        engine
            .registry()
            .references(HealthReporter.class, "(service.factoryPid=" + HttpInstance.PID + ")");
    assertThat(found).hasSize(1);
    return engine.registry().context().getService(found.get(0)).health();
  }

  @Test
  void runsWhatIsAllowedAndNothingElse() {
    assertThat(answer()).contains("\"content\":[]");
    assertThat(tool.count()).isEqualTo(1);
    assertThat(health().level()).isEqualTo(Health.Level.OK);
    engine.runtime().answer(ScriptedAnswer.deny("not this one"));
    assertThat(answer()).contains("\"isError\":true").doesNotContain("not this one");
    assertThat(tool.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void runsNothingWhileTheTransportIsAwayAndGoesOnWhenItIsBack(Departure departure) {
    assertThat(answer()).contains("\"content\":[]");
    engine.transportLeaves(departure);
    if (departure != Departure.UPDATED) {
      assertThat(answer()).contains("\"isError\":true");
      assertThat(tool.count()).isEqualTo(1);
    }
    engine.transportReturns(departure);
    assertThat(answer()).contains("\"content\":[]");
    assertThat(tool.count()).isEqualTo(2);
  }

  @Test
  void followsTheMode() {
    engine.transportLeaves(Departure.STOPPED);
    engine.mode("observe");
    assertThat(answer()).contains("\"content\":[]");
    engine.mode("enforce");
    assertThat(answer()).contains("\"isError\":true");
    assertThat(tool.count()).isEqualTo(1);
  }

  @Test
  void decidesResultsToo() {
    gateway.configure(Map.of("decideResults", "true"));
    ScriptedAnswer no = ScriptedAnswer.deny("not this one");
    ScriptedAnswer yes = ScriptedAnswer.allow();
    engine
        .runtime()
        .answer(call -> (call.action() == ActionType.TOOL_RESULT ? no : yes).answer(call));
    assertThat(answer()).contains("result_denied");
    assertThat(tool.count()).isEqualTo(1);
  }

  /** The pins are a service of another bundle; without it a changed tool cannot be detected. */
  @Test
  void callsNoToolWhileThePinsAreAway(@TempDir Path folder) {
    String pinning = "io.portcullis.mcp.pinning";
    engine.configurations().set(pinning, Map.of("file", folder.resolve("p").toString()));
    gateway.configure(Map.of("pin", "true"));
    assertThat(answer()).contains("\"content\":[]");
    engine.registry().stop(pinning);
    assertThat(answer()).contains("pins_unreadable");
    engine.registry().start(pinning);
    assertThat(answer()).contains("\"content\":[]");
    assertThat(tool.count()).isEqualTo(2);
    engine.configurations().delete(pinning);
  }

  @Test
  void deniesWhileTheGateIsAway() {
    engine.registry().stop(ContainerEngine.GATE);
    assertThat(answer()).contains("no_gate");
    engine.registry().start(ContainerEngine.GATE);
    engine.awaitAuthority();
    assertThat(answer()).contains("\"content\":[]");
    assertThat(tool.count()).isEqualTo(1);
  }

  @Test
  void decisionThatComesAfterTheBundleWasStoppedRunsNothing() {
    DeferredAnswer held = DeferredAnswer.open();
    engine.runtime().answer(held);
    CompletableFuture<HttpResponse<String>> waiting = gateway.call(ARGUMENTS);
    held.awaitArrival();
    engine.registry().stop(HttpInstance.BUNDLE);
    held.release(ScriptedAnswer.allow());
    assertThat(waiting.handle((response, failure) -> response).join())
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            denied -> assertThat(denied.body()).contains("\"isError\":true"));
    assertThat(tool.count()).isZero();
    engine.runtime().answer(ScriptedAnswer.allow());
    engine.registry().start(HttpInstance.BUNDLE);
    assertThat(answer()).contains("\"content\":[]");
    assertThat(tool.count()).isEqualTo(1);
  }

  @Test
  void configurationThatIsDeletedClosesThePort() {
    gateway.deleteConfiguration();
    assertThatThrownBy(() -> gateway.call(ARGUMENTS).join())
        .hasCauseInstanceOf(ConnectException.class);
    gateway.configure(Map.of());
    assertThat(answer()).contains("\"content\":[]");
  }

  @Test
  void nonsenseInTheConfigurationOpensNothingAndIsCritical() {
    gateway.configure(Map.of("agent.token", "agent-1=sha256:00"));
    assertThat(health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(health().detail()).contains("agent.token is not a key");
    assertThatThrownBy(() -> gateway.call(ARGUMENTS).join())
        .hasCauseInstanceOf(ConnectException.class);
    gateway.configure(Map.of("port", "many"));
    assertThat(health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThatThrownBy(() -> gateway.call(ARGUMENTS).join())
        .hasCauseInstanceOf(ConnectException.class);
    gateway.configure(Map.of());
    assertThat(health().level()).isEqualTo(Health.Level.OK);
    assertThat(tool.count()).isZero();
  }
}
