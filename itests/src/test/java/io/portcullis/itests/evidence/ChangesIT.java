// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.operations.CurrentOperator;
import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

/** Changes of a running container are in its journal, with who made them and from where. */
@ContainerTest(
    features = {"core", "evidence"},
    properties = "portcullis.home={temp}")
class ChangesIT {
  private static final Map<String, Object> ABOVE_ALL =
      Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
  private static final String DECISION = "io.portcullis.decision";
  private static final String GUARD = "io.portcullis.config";
  private static final String COPY = "copy";
  private static final String MISSPELT = "moda";
  private static final long PATIENCE_SECONDS = 60;

  private final List<GovernanceEvent> journaled = new CopyOnWriteArrayList<>();
  private final Semaphore appended = new Semaphore(0);
  private Registry registry;
  private Configurations configurations;

  /** Keeps events. */
  private final class EventJournal implements Journal {
    @Override
    public CompletionStage<Void> append(CallRecord callRecord) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> append(GovernanceEvent event) {
      journaled.add(event);
      appended.release();
      return CompletableFuture.completedFuture(null);
    }
  }

  @BeforeEach
  void registerJournalAndOperator() {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    CurrentOperator alice = () -> Optional.of(new Operator("alice", "control socket"));
    registry.register(CurrentOperator.class, alice, ABOVE_ALL);
    registry.register(Journal.class, new EventJournal(), ABOVE_ALL);
  }

  @AfterEach
  void restore() {
    registry.start(DECISION);
    registry.start(GUARD);
    configurations.deleteFactory(ContainerEngine.MODE, COPY);
    boolean lenient = inForce().lenient();
    journaled.clear();
    configurations.set(ContainerEngine.MODE, Map.of("mode", "enforce"));
    if (lenient) {
      nextMode(); // or the journal of the next test could get it
    }
    configurations.set(ContainerEngine.INTERCEPTOR, Map.of());
    registry.close();
  }

  private Map<String, String> awaited(String type) {
    return awaited(type, Map.of());
  }

  /** Waits for an event with these attributes: others of its type may still be on their way. */
  private Map<String, String> awaited(String type, Map<String, String> attributes) {
    try {
      while (find(type, attributes).isEmpty()) {
        assertThat(appended.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .as(type + attributes)
            .isTrue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return find(type, attributes).orElseThrow().attributes();
  }

  /** The next change of the mode; the journal forgets what came before the next one. */
  private String nextMode() {
    Map<String, String> change = awaited("mode_changed");
    journaled.clear();
    return change.get("old") + " " + change.get("new");
  }

  private EnforcementMode inForce() {
    return registry.service(ModePolicy.class).mode();
  }

  private Optional<GovernanceEvent> find(String type, Map<String, String> attributes) {
    return journaled.stream()
        .filter(event -> event.type().equals(type))
        .filter(event -> event.attributes().entrySet().containsAll(attributes.entrySet()))
        .findFirst();
  }

  @Test
  void recordsTheModeWithItsOldAndItsNewValue() {
    configurations.put(ContainerEngine.MODE, "mode", "enforce");
    journaled.clear();
    configurations.put(ContainerEngine.MODE, "mode", "observe");

    assertThat(awaited("mode_changed"))
        .isEqualTo(
            Map.of("old", "enforce", "new", "observe", "by", "alice", "from", "control socket"));
    assertThat(
            awaited(
                "configuration_changed",
                Map.of("pid", ContainerEngine.MODE, "changes", "mode: enforce -> observe")))
        .containsEntry("by", "alice");
  }

  @Test
  void recordsEnforceWhileTheModeRefusesItsConfiguration() {
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertThat(nextMode()).isEqualTo("enforce observe");
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe", MISSPELT, "x"));
    assertThat(inForce()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(nextMode()).isEqualTo("observe enforce");
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertThat(nextMode()).isEqualTo("enforce observe");
  }

  @Test
  void recordsNoOtherModeForAConfigurationThatWasNeverInForce() {
    configurations.set(ContainerEngine.MODE, Map.of("mode", "disabled", MISSPELT, "x"));
    assertThat(inForce()).isEqualTo(EnforcementMode.ENFORCE);
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertThat(nextMode()).isEqualTo("enforce observe");
  }

  /** The keys stay the same then, and only the verdict of the guard changes. */
  @Test
  void recordsEnforceWhenTheGuardStartsToRefuseTheConfiguration() {
    registry.stop(GUARD);
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe", MISSPELT, "x"));
    assertThat(nextMode()).isEqualTo("enforce observe");
    registry.start(GUARD);
    assertThat(nextMode()).isEqualTo("observe enforce");
    assertThat(inForce()).isEqualTo(EnforcementMode.ENFORCE);
  }

  @Test
  void recordsEnforceForACopyThatIsRefusedWithoutTheGuard() {
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertThat(nextMode()).isEqualTo("enforce observe");
    registry.stop(GUARD);
    configurations.delete(ContainerEngine.MODE);
    assertThat(nextMode()).isEqualTo("observe enforce");
    configurations.setFactory(ContainerEngine.MODE, COPY, Map.of("mode", "disabled"));
    assertThat(inForce()).isEqualTo(EnforcementMode.ENFORCE);
    configurations.deleteFactory(ContainerEngine.MODE, COPY);
    configurations.set(ContainerEngine.MODE, Map.of("mode", "observe"));
    assertThat(nextMode()).isEqualTo("enforce observe");
  }

  @Test
  void recordsWhichAuthorityIsSelected() {
    configurations.set(
        ContainerEngine.INTERCEPTOR, Map.of("transport.target", "(transport.name=one)"));
    awaited("transport_target_changed");
    journaled.clear();
    configurations.set(
        ContainerEngine.INTERCEPTOR, Map.of("transport.target", "(transport.name=other)"));

    assertThat(awaited("transport_target_changed"))
        .containsEntry("old", "(transport.name=one)")
        .containsEntry("new", "(transport.name=other)")
        .containsEntry("by", "alice");
  }

  @Test
  void recordsWhoStoppedAndStartedABundle() {
    registry.stop(DECISION);
    registry.start(DECISION);

    assertThat(awaited("bundle_stopped", Map.of("bundle", DECISION)))
        .containsEntry("by", "alice")
        .containsEntry("from", "control socket");
    assertThat(awaited("bundle_started", Map.of("bundle", DECISION))).isNotEmpty();
  }

  @Test
  void recordsTheStopOfTheJournalInTheJournal() {
    registry.stop("io.portcullis.journal");
    registry.start("io.portcullis.journal");
    assertThat(awaited("bundle_stopped", Map.of("bundle", "io.portcullis.journal"))).isNotEmpty();
  }
}
