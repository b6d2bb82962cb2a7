// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.RuntimeSimulator;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The component in a container: services, health, approvals and what is kept of a denial. */
@ContainerTest(features = {"core", "transport-assembly"})
class TransportComponentIT {
  private final ObservedTool tool = new ObservedTool();
  private Registry registry;
  private Configurations configurations;
  private RuntimeSimulator runtime;
  private TransportBundle transport;
  private Path folder;

  @BeforeEach
  void open() throws IOException {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    folder = Files.createTempDirectory("pc"); // the path of a socket must be short
    runtime = new RuntimeSimulator(folder.resolve("s"), TransportBundle.AGENT, ticket -> {});
    runtime.start();
    configurations.put(ContainerEngine.GATE, "evidenceRequired", "false");
    configurations.put(ContainerEngine.GATE, "operatorControlRequired", "false");
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", TransportBundle.TARGET);
    transport = new TransportBundle(registry, folder.resolve("s"), 60_000);
    transport.awaitDeciding();
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    configurations.delete(ContainerEngine.GATE);
    configurations.set(ContainerEngine.INTERCEPTOR, Map.of());
    registry.close();
    runtime.close();
    Files.delete(folder);
  }

  private ToolOutcome.Kind run() {
    return registry.service(ToolGate.class).run(ToolCall.of("tool", "{}"), tool).kind();
  }

  /** Only the calls of the test, so that the first query of a connection is answered. */
  private void answer(ScriptedReply reply) {
    runtime.answer(
        query ->
            query.context() instanceof ActionContext.ToolCall call && call.tool().equals("tool")
                ? reply
                : ScriptedReply.of(Decision.ALLOW, ""));
  }

  private List<Health> health() {
    return registry.references(HealthReporter.class, null).stream()
        .map(reference -> registry.context().getService(reference).health())
        .filter(health -> health.part().startsWith("assembly runtime"))
        .toList();
  }

  @Test
  void isAServiceOfItsAgentWhileItIsConnected() throws IOException {
    assertThat(
            registry.has(RuntimeTransport.class, "(&(transport.name=assembly)(agent.id=agent-1))"))
        .isTrue();
    assertThat(health())
        .containsExactly(new Health("assembly runtime of agent-1", Health.Level.OK, ""));
    assertThat(run()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    runtime.stop();
    registry.until(
        "the transport to leave",
        () -> !registry.has(RuntimeTransport.class, TransportBundle.TARGET));
    assertThat(run()).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(health().get(0).level()).isEqualTo(Health.Level.WARN);
    runtime.start();
    transport.awaitDeciding();
    assertThat(run()).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(tool.count()).isEqualTo(2);
  }

  @Test
  void isAbsentAndCriticalWithAConfigurationThatCannotBeUnderstood() throws IOException {
    Configuration nonsense =
        registry
            .service(ConfigurationAdmin.class)
            .getFactoryConfiguration(TransportBundle.NAME, "nonsense", "?");
    nonsense.update(FrameworkUtil.asDictionary(Map.of("agentId", "../etc")));
    registry.until("its health", () -> health().size() == 2);
    assertThat(health())
        .filteredOn(health -> health.level() == Health.Level.CRITICAL)
        .singleElement()
        .satisfies(
            health -> assertThat(health.detail()).contains("agentId: an agent id must have"));
    assertThat(registry.references(RuntimeTransport.class, TransportBundle.TARGET)).hasSize(1);
    nonsense.delete();
    registry.until("it to leave", () -> health().size() == 1);
  }

  @Test
  void leavesNoThreadWhenItsBundleStops() {
    transport.leave(Departure.STOPPED);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("portcullis-assembly-")) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        new Thread(
                () -> {
                  try {
                    thread.join();
                    ended.complete(null);
                  } catch (InterruptedException e) {
                    ended.completeExceptionally(e);
                  }
                })
            .start();
        Await.await(ended);
      }
    }
    assertThat(run()).isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @Test
  void runsACallThatTheRuntimeApprovesLater() throws IOException {
    answer(ScriptedReply.of(PolicyResponse.pending("a-1", "ask", "rule")));
    CompletableFuture<ToolOutcome.Kind> running = CompletableFuture.supplyAsync(this::run);
    runtime
        .stats()
        .await(ConnectionStats.Event.ANSWERED, runtime.stats().count(ConnectionStats.Event.QUERY));
    assertThat(running).isNotDone();
    pushUntilTaken("a-1", true, running);
    assertThat(Await.await(running)).isEqualTo(ToolOutcome.Kind.COMPLETED);
    assertThat(tool.count()).isEqualTo(1);
  }

  @Test
  void doesNotRunACallThatTheRuntimeRejectsLater() throws IOException {
    answer(ScriptedReply.of(PolicyResponse.pending("a-1", "ask", "rule")));
    CompletableFuture<ToolOutcome.Kind> running = CompletableFuture.supplyAsync(this::run);
    pushUntilTaken("a-1", false, running);
    assertThat(Await.await(running)).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(tool.count()).isZero();
  }

  /** One that comes before its call is pending decides nothing. */
  private void pushUntilTaken(String id, boolean approved, CompletableFuture<?> running)
      throws IOException {
    while (!running.isDone()) {
      runtime.push(new ApprovalNotice(id, approved, "reviewer", "", 1));
      Thread.yield();
    }
  }

  @Test
  void keepsTheRedactionsOfADenialAsAnEvent() {
    CompletableFuture<GovernanceEvent> heard = new CompletableFuture<>();
    RecordListener listener =
        new RecordListener() {
          @Override
          public void onRecord(CallRecord callRecord) {
            // only events are of interest
          }

          @Override
          public void onEvent(GovernanceEvent event) {
            if (event.type().equals("assembly_denied_with_redactions")) {
              heard.complete(event);
            }
          }
        };
    registry.register(RecordListener.class, listener, Map.of());
    answer(
        ScriptedReply.of(
            new PolicyResponse(
                Decision.DENY.number(),
                "sensitive data detected",
                "data_pattern_scan",
                "",
                List.of(new RedactRule("/to", "[EMAIL]")),
                0)));
    assertThat(run()).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(Await.await(heard).attributes())
        .containsEntry("rule", "data_pattern_scan")
        .containsEntry("redactions", "/to=[EMAIL]")
        .containsEntry("count", "1");
    assertThat(tool.count()).isZero();
  }

  @Test
  void tellsTheRuntimeWhatBecameOfACall() {
    long before = runtime.stats().count(ConnectionStats.Event.EVENT);
    run();
    runtime.stats().await(ConnectionStats.Event.EVENT, before + 2);
  }
}
