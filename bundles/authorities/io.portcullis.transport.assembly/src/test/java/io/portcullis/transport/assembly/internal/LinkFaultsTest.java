// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.Health;
import io.portcullis.api.RuntimeDecision;
import io.portcullis.api.RuntimeTransport;
import io.portcullis.testkit.Patience;
import io.portcullis.testkit.assembly.AnswerFault;
import io.portcullis.testkit.assembly.Greeting;
import io.portcullis.testkit.assembly.QueryAnswer;
import io.portcullis.testkit.assembly.Tally;
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
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(folder);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(names = "PROPER", mode = EnumSource.Mode.EXCLUDE)
  void isNeverThereAfterAWrongGreetingAndThereOnceItIsRight(Greeting greeting) throws IOException {
    rig.time.hurry(false);
    rig.runtime.greeting(greeting);
    rig.runtime.start();
    rig.keeper.start();
    if (greeting == Greeting.NO_CHALLENGE) {
      rig.time.awaitSet(1);
      rig.time.advance(Duration.ofSeconds(30));
    } else if (greeting == Greeting.NEVER_READS || greeting == Greeting.NEVER_READS_QUERIES) {
      rig.time.awaitSet(2);
      rig.time.advance(Duration.ofSeconds(60));
    }
    rig.time.awaitBackoff(1);
    assertThat(rig.presence.isHere()).isFalse();
    assertThat(rig.presence.arrivals()).isZero();
    assertThat(rig.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(rig.health().detail()).isNotBlank().contains(FAULT_WORDS.get(greeting));
    rig.runtime.greeting(Greeting.PROPER);
    rig.time.hurry(true);
    rig.time.advance(Duration.ofSeconds(5));
    RuntimeTransport transport = rig.presence.awaitHere(1);
    assertThat(rig.answer(transport).word()).isEqualTo(RuntimeDecision.ALLOW);
    assertThat(rig.health().level()).isEqualTo(Health.Level.OK);
  }

  private static final Map<Greeting, String> FAULT_WORDS =
      Map.ofEntries(
          Map.entry(Greeting.NO_CHALLENGE, "no challenge within 30000 ms"),
          Map.entry(Greeting.EMPTY_NONCE, "has 0 bytes and not 32"),
          Map.entry(Greeting.SHORT_NONCE, "has 31 bytes and not 32"),
          Map.entry(Greeting.LONG_NONCE, "has 33 bytes and not 32"),
          Map.entry(Greeting.TWO_CHALLENGES, "a handshake after the handshake"),
          Map.entry(Greeting.GARBAGE, "broke the protocol before its challenge"),
          Map.entry(Greeting.ALLOW_INSTEAD, "broke the protocol before its challenge"),
          Map.entry(Greeting.OVERSIZE, "broke the protocol before its challenge"),
          Map.entry(Greeting.HANG_UP, "before its challenge was complete"),
          Map.entry(Greeting.HANG_UP_WITHIN_CHALLENGE, "before its challenge was complete"),
          Map.entry(Greeting.HANG_UP_AFTER_CHALLENGE, "the "),
          Map.entry(Greeting.HANG_UP_AFTER_PROOF, "the "),
          Map.entry(Greeting.NEVER_READS, "did not answer the first query within 60000 ms"),
          Map.entry(
              Greeting.NEVER_READS_QUERIES, "did not answer the first query within 60000 ms"));

  @ParameterizedTest
  @EnumSource
  void neverAllowsAfterAFaultInPlaceOfAnAnswer(AnswerFault fault) throws IOException {
    RuntimeTransport transport = rig.connect();
    rig.time.hurry(false);
    rig.runtime.answer(fault);
    CompletionStage<RuntimeDecision> answer = rig.ask(transport);
    rig.runtime.tally().await(Tally.Event.QUERY, 2);
    if (WAITS.contains(fault)) {
      rig.time.advance(Duration.ofSeconds(60));
    }
    RuntimeDecision decision = Patience.await(answer);
    if (fault == AnswerFault.TWO_ANSWERS) { // they may come at once, and then neither counts
      assertThat(decision.word()).isIn(RuntimeDecision.DENY, RuntimeDecision.CONFLICT);
    } else {
      assertThat(decision.word())
          .isEqualTo(WORDS.getOrDefault(fault, RuntimeDecision.CHANNEL_CLOSED));
    }
    if (!WORDS.containsKey(fault)) {
      assertThat(decision.reason()).isNotBlank();
    }
    rig.runtime.answer(QueryAnswer.allow());
    if (WAITS.contains(fault)) {
      rig.time.advance(Rig.UNANSWERED);
    }
    if (!WORDS.containsKey(fault)
        || WAITS.contains(fault)
        || fault == AnswerFault.HANG_UP_AFTER_ANSWER
        || fault == AnswerFault.TWO_ANSWERS) {
      rig.presence.awaitGone(1);
      rig.time.awaitBackoff(1);
      rig.time.advance(Duration.ofSeconds(5));
      transport = rig.presence.awaitHere(2);
    }
    assertThat(rig.answer(transport).word()).isEqualTo(RuntimeDecision.ALLOW);
  }

  private static final Set<AnswerFault> WAITS =
      EnumSet.of(AnswerFault.SILENCE, AnswerFault.ACK_ONLY, AnswerFault.UNKNOWN_TAG_ONLY);

  private static final Map<AnswerFault, String> WORDS =
      Map.ofEntries(
          Map.entry(AnswerFault.SILENCE, RuntimeDecision.QUERY_FAILED),
          Map.entry(AnswerFault.ACK_ONLY, RuntimeDecision.QUERY_FAILED),
          Map.entry(AnswerFault.UNKNOWN_TAG_ONLY, RuntimeDecision.QUERY_FAILED),
          Map.entry(AnswerFault.NO_DECISION, RuntimeDecision.UNSPECIFIED),
          Map.entry(AnswerFault.UNSPECIFIED, RuntimeDecision.UNSPECIFIED),
          Map.entry(AnswerFault.UNKNOWN_NUMBER, "decision 17"),
          Map.entry(AnswerFault.REDACT_WITHOUT_RULES, RuntimeDecision.REDACT),
          Map.entry(AnswerFault.PENDING_WITHOUT_ID, RuntimeDecision.PENDING),
          Map.entry(AnswerFault.TWO_ANSWERS, RuntimeDecision.DENY),
          Map.entry(AnswerFault.HANG_UP_AFTER_ANSWER, RuntimeDecision.DENY));
}
