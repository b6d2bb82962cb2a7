// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.Health;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.ConnectionStats;
import io.portcullis.assembly.simulator.HandshakeScript;
import io.portcullis.assembly.simulator.QueryScript;
import io.portcullis.assembly.simulator.ReplyFault;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of a runtime, over a real socket. */
class LinkFaultsTest {
  @TempDir private Path folder;
  private LinkRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new LinkRig(folder);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(names = "PROPER", mode = EnumSource.Mode.EXCLUDE)
  void isUnavailableAfterAWrongHandshakeAndAvailableAfterACorrectOne(HandshakeScript greeting)
      throws IOException {
    rig.time.hurry(false);
    rig.runtime.handshake(greeting);
    rig.runtime.start();
    rig.link.start();
    if (greeting == HandshakeScript.NO_CHALLENGE) {
      rig.time.awaitSet(1);
      rig.time.advance(Duration.ofSeconds(30));
    } else if (greeting == HandshakeScript.NEVER_READS
        || greeting == HandshakeScript.NEVER_READS_QUERIES) {
      rig.time.awaitSet(2);
      rig.time.advance(Duration.ofSeconds(60));
    }
    rig.time.awaitBackoff(1);
    assertThat(rig.listener.isAvailable()).isFalse();
    assertThat(rig.listener.arrivals()).isZero();
    assertThat(rig.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(rig.health().detail()).isNotBlank().contains(FAULT_WORDS.get(greeting));
    rig.runtime.handshake(HandshakeScript.PROPER);
    rig.time.hurry(true);
    rig.time.advance(Duration.ofSeconds(5));
    RuntimeTransport transport = rig.listener.awaitAvailable(1);
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.health().level()).isEqualTo(Health.Level.OK);
  }

  private static final Map<HandshakeScript, String> FAULT_WORDS =
      Map.ofEntries(
          Map.entry(HandshakeScript.NO_CHALLENGE, "no challenge within 30000 ms"),
          Map.entry(HandshakeScript.EMPTY_NONCE, "has 0 bytes, not 32"),
          Map.entry(HandshakeScript.SHORT_NONCE, "has 31 bytes, not 32"),
          Map.entry(HandshakeScript.LONG_NONCE, "has 33 bytes, not 32"),
          Map.entry(HandshakeScript.TWO_CHALLENGES, "a second handshake"),
          Map.entry(HandshakeScript.GARBAGE, "broke the protocol before its challenge"),
          Map.entry(HandshakeScript.ALLOW_INSTEAD, "broke the protocol before its challenge"),
          Map.entry(HandshakeScript.OVERSIZE, "broke the protocol before its challenge"),
          Map.entry(HandshakeScript.HANG_UP, "before its challenge was complete"),
          Map.entry(HandshakeScript.HANG_UP_WITHIN_CHALLENGE, "before its challenge was complete"),
          Map.entry(HandshakeScript.HANG_UP_AFTER_CHALLENGE, "the "),
          Map.entry(HandshakeScript.HANG_UP_AFTER_PROOF, "the "),
          Map.entry(HandshakeScript.NEVER_READS, "did not answer the first query within 60000 ms"),
          Map.entry(
              HandshakeScript.NEVER_READS_QUERIES,
              "did not answer the first query within 60000 ms"));

  @ParameterizedTest
  @EnumSource
  void neverAllowsAfterAFaultInPlaceOfAnAnswer(ReplyFault fault) throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.time.hurry(false);
    rig.runtime.answer(fault);
    CompletionStage<RuntimeDecision> answer = rig.ask(transport);
    rig.runtime.stats().await(ConnectionStats.Event.QUERY, 2);
    if (WAITS.contains(fault)) {
      rig.time.advance(Duration.ofSeconds(60));
    }
    RuntimeDecision decision = Await.await(answer);
    if (fault == ReplyFault.TWO_ANSWERS) { // they may come at once, and then neither counts
      assertThat(decision.decision()).isIn(RuntimeDecision.DENY, RuntimeDecision.CONFLICT);
    } else {
      assertThat(decision.decision())
          .isEqualTo(WORDS.getOrDefault(fault, RuntimeDecision.CHANNEL_CLOSED));
    }
    if (!WORDS.containsKey(fault)) {
      assertThat(decision.reason()).isNotBlank();
    }
    rig.runtime.answer(QueryScript.allow());
    if (WAITS.contains(fault)) {
      rig.time.advance(LinkRig.UNANSWERED);
    }
    if (!WORDS.containsKey(fault)
        || WAITS.contains(fault)
        || fault == ReplyFault.HANG_UP_AFTER_ANSWER
        || fault == ReplyFault.TWO_ANSWERS) {
      rig.listener.awaitUnavailable(1);
      rig.time.awaitBackoff(1);
      rig.time.advance(Duration.ofSeconds(5));
      transport = rig.listener.awaitAvailable(2);
    }
    assertThat(rig.answer(transport).decision()).isEqualTo(RuntimeDecision.ALLOW);
  }

  private static final Set<ReplyFault> WAITS =
      EnumSet.of(ReplyFault.SILENCE, ReplyFault.ACK_ONLY, ReplyFault.UNKNOWN_TAG_ONLY);

  private static final Map<ReplyFault, String> WORDS =
      Map.ofEntries(
          Map.entry(ReplyFault.SILENCE, RuntimeDecision.QUERY_FAILED),
          Map.entry(ReplyFault.ACK_ONLY, RuntimeDecision.QUERY_FAILED),
          Map.entry(ReplyFault.UNKNOWN_TAG_ONLY, RuntimeDecision.QUERY_FAILED),
          Map.entry(ReplyFault.NO_DECISION, RuntimeDecision.UNSPECIFIED),
          Map.entry(ReplyFault.UNSPECIFIED, RuntimeDecision.UNSPECIFIED),
          Map.entry(ReplyFault.UNKNOWN_NUMBER, "decision 17"),
          Map.entry(ReplyFault.REDACT_WITHOUT_RULES, RuntimeDecision.REDACT),
          Map.entry(ReplyFault.PENDING_WITHOUT_ID, RuntimeDecision.PENDING),
          Map.entry(ReplyFault.TWO_ANSWERS, RuntimeDecision.DENY),
          Map.entry(ReplyFault.HANG_UP_AFTER_ANSWER, RuntimeDecision.DENY));
}
