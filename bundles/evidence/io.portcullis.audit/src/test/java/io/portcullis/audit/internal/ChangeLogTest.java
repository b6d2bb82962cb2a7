// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.GovernanceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Actor ALICE = new Actor("alice", "control socket");

  private final List<GovernanceEvent> recorded = new ArrayList<>();
  private boolean writable = true;
  private final ChangeLog log = new ChangeLog(this::write, Runnable::run, () -> NOW);

  private boolean write(GovernanceEvent event) {
    return writable && recorded.add(event);
  }

  @Test
  void recordsWhatChangedWhenByWhomAndFromWhere() {
    log.record("bundle_stopped", ALICE, Map.of("bundle", "com.example.tool"));

    assertThat(recorded)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("bundle_stopped");
              assertThat(event.at()).isEqualTo(NOW);
              assertThat(event.attributes())
                  .isEqualTo(
                      Map.of(
                          "bundle", "com.example.tool", "by", "alice", "from", "control socket"));
            });
  }

  @Test
  void keepsChangesInOrderUntilThereIsAJournal() {
    writable = false;
    log.record("bundle_updated", ALICE, Map.of());
    log.record("bundle_started", ALICE, Map.of());
    assertThat(recorded).isEmpty();

    writable = true;
    log.flushLater();

    assertThat(recorded)
        .extracting(GovernanceEvent::type)
        .containsExactly("bundle_updated", "bundle_started");
    log.flush();
    assertThat(recorded).hasSize(2);
  }

  @Test
  void recordsTheNumberOfChangesThatItHadNoRoomFor() {
    writable = false;
    IntStream.range(0, ChangeLog.MAX_PENDING + 3)
        .forEach(n -> log.record("bundle_started", ALICE, Map.of()));

    writable = true;
    log.flush();

    assertThat(recorded).hasSize(ChangeLog.MAX_PENDING + 1);
    GovernanceEvent last = recorded.get(ChangeLog.MAX_PENDING);
    assertThat(last.type()).isEqualTo("changes_lost");
    assertThat(last.attributes()).isEqualTo(Map.of("count", "3"));
  }
}
