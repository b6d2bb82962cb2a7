// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.CallRecord;
import io.portcullis.api.CurrentOperator;
import io.portcullis.api.CurrentOperator.Operator;
import io.portcullis.api.GovernanceEvent;
import io.portcullis.api.Journal;
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

  private final List<GovernanceEvent> journaled = new CopyOnWriteArrayList<>();
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
    configurations.put(ContainerEngine.MODE, "mode", "enforce");
    configurations.set(ContainerEngine.INTERCEPTOR, Map.of());
    registry.close();
  }

  private Map<String, String> awaited(String type) {
    registry.until(type + " is in the journal", () -> find(type).isPresent());
    return find(type).orElseThrow().attributes();
  }

  private Optional<GovernanceEvent> find(String type) {
    return journaled.stream().filter(event -> event.type().equals(type)).findFirst();
  }

  @Test
  void recordsTheModeWithItsOldAndItsNewValue() {
    configurations.put(ContainerEngine.MODE, "mode", "enforce");
    journaled.clear();
    configurations.put(ContainerEngine.MODE, "mode", "observe");

    assertThat(awaited("mode_changed"))
        .isEqualTo(
            Map.of("old", "enforce", "new", "observe", "by", "alice", "from", "control socket"));
    assertThat(awaited("configuration_changed"))
        .containsEntry("pid", ContainerEngine.MODE)
        .containsEntry("changes", "mode: enforce -> observe")
        .containsEntry("by", "alice");
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

    assertThat(awaited("bundle_stopped"))
        .containsEntry("bundle", DECISION)
        .containsEntry("by", "alice")
        .containsEntry("from", "control socket");
    assertThat(awaited("bundle_started")).containsEntry("bundle", DECISION);
  }

  @Test
  void recordsTheStopOfTheJournalInTheJournal() {
    registry.stop("io.portcullis.journal");
    registry.start("io.portcullis.journal");
    assertThat(awaited("bundle_stopped")).containsEntry("bundle", "io.portcullis.journal");
  }
}
