// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.mcp.http.internal.EventLog;
import io.portcullis.mcp.http.internal.connection.Peer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenRefusalsTest {
  private static final Peer PEER = new Peer("192.0.2.1");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock may overflow
  private final EventLog events = new EventLog();
  private final TokenRefusals refusals = new TokenRefusals(3, "files", () -> events, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    refusals.tick();
  }

  @Test
  void peerWaitsBeyondTheLimitOfAMinute() {
    for (int n = 0; n < 3; n++) {
      assertThat(refusals.refused(PEER)).isZero();
    }
    nanos.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(refusals.refused(PEER)).isEqualTo(40);
    assertThat(refusals.refused(new Peer("192.0.2.2"))).isZero();
    nanos.addAndGet(Duration.ofSeconds(40).minusNanos(1).toNanos());
    assertThat(refusals.refused(PEER)).isEqualTo(1);
    nanos.addAndGet(1);
    assertThat(refusals.refused(PEER)).as("a new minute").isZero();
  }

  @Test
  void firstRefusalIsReportedSoonAndFurtherOnesOnceAMinute() {
    refusals.refused(PEER);
    refusals.refused(PEER);
    refusals.tick();
    assertThat(events.all())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("token_refused");
              assertThat(event.attributes())
                  .containsOnly(
                      java.util.Map.entry("server", "files"),
                      java.util.Map.entry("peer", "192.0.2.1"),
                      java.util.Map.entry("count", "2"));
            });
    refusals.refused(PEER);
    pass(TokenRefusals.WINDOW.minusNanos(1));
    assertThat(events.all()).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThat(events.all()).extracting(e -> e.attributes().get("count")).containsExactly("2", "1");
    pass(TokenRefusals.WINDOW);
    assertThat(events.all()).hasSize(2);
  }

  @Test
  void closeReportsWhatIsLeft() {
    refusals.refused(PEER);
    refusals.tick();
    refusals.refused(PEER);
    refusals.close();
    refusals.close();
    assertThat(events.all()).hasSize(2);
  }

  @Test
  void manyPeersFillNeitherMemoryNorTheJournal() {
    int peers = TokenRefusals.MAX_PEERS + 500;
    for (int second = 0; second < 60; second++) {
      for (int n = 0; n < peers; n++) {
        refusals.refused(new Peer("peer-" + n));
      }
      refusals.tick();
      nanos.addAndGet(Duration.ofMillis(999).toNanos());
    }
    assertThat(refusals.refused(new Peer("one more"))).as("counted with others").isPositive();
    List<GovernanceEvent> seen = events.all();
    assertThat(seen).hasSize(TokenRefusals.MAX_NAMED + 1);
    assertThat(seen).extracting(e -> e.attributes().get("peer")).contains("others");
    pass(TokenRefusals.WINDOW);
    pass(TokenRefusals.WINDOW);
    pass(TokenRefusals.WINDOW);
    long total =
        events.all().stream().mapToLong(e -> Long.parseLong(e.attributes().get("count"))).sum();
    assertThat(total).isEqualTo(60L * peers + 1);
    assertThat(refusals.peers()).isZero();
  }

  @Test
  void failingOrMissingReporterHasNoEffect() {
    TokenRefusals without = new TokenRefusals(1, "files", () -> null, nanos::get);
    without.refused(PEER);
    without.tick();
    TokenRefusals failing =
        new TokenRefusals(
            1,
            "files",
            () -> {
              throw new IllegalStateException("by the test");
            },
            nanos::get);
    failing.refused(PEER);
    failing.tick();
    assertThat(failing.refused(PEER)).isPositive();
  }
}
