// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.matrix.BadArguments;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of every {@link RuntimeTransport} whose runtime is reachable. */
public abstract class RuntimeTransportContract {
  private static final int CALLS = 1_000;

  /**
   * Creates the transport under test.
   *
   * @return a transport to a runtime that allows {@link #allowed()} and denies {@link #denied()}
   */
  protected abstract RuntimeTransport transport();

  /**
   * Returns a call that the runtime allows every time.
   *
   * @return a call without an id
   */
  protected abstract ToolCall allowed();

  /**
   * Returns a call that the runtime denies.
   *
   * @return a call without an id
   */
  protected abstract ToolCall denied();

  /** An allow arrives with the id of the call. */
  @Test
  protected void allowArrivesWithTheIdOfTheCall() {
    RuntimeDecision decision = Await.await(transport().query(stamped(allowed(), "call-1")));
    assertEquals(RuntimeDecision.ALLOW, word(decision));
    assertEquals("call-1", decision.callId());
  }

  /** A denial arrives with the runtime's reason. */
  @Test
  protected void denialArrivesWithItsReason() {
    RuntimeDecision decision = Await.await(transport().query(stamped(denied(), "call-1")));
    assertEquals(RuntimeDecision.DENY, word(decision));
    assertEquals("call-1", decision.callId());
    assertNotEquals("", decision.reason());
  }

  /** Concurrent calls each get their own answer. */
  @Test
  protected void answersEachOfManyConcurrentCalls() {
    RuntimeTransport transport = transport();
    List<RuntimeDecision> decisions =
        IntStream.range(0, CALLS)
            .parallel()
            .mapToObj(
                n ->
                    Await.await(
                        transport.query(stamped(n % 2 == 0 ? allowed() : denied(), "call-" + n))))
            .toList();
    for (int n = 0; n < CALLS; n++) {
      assertEquals("call-" + n, decisions.get(n).callId());
      assertEquals(
          n % 2 == 0 ? RuntimeDecision.ALLOW : RuntimeDecision.DENY, word(decisions.get(n)));
    }
  }

  /**
   * Invalid JSON does not break the transport and is not allowed by accident: the denied tool stays
   * denied.
   */
  @ParameterizedTest
  @EnumSource
  protected void survivesBadArguments(BadArguments bad) {
    RuntimeTransport transport = transport();
    ToolCall call = stamped(denied().withArguments(bad.text()), "bad");
    try {
      assertNotEquals(RuntimeDecision.ALLOW, word(Await.await(transport.query(call))));
    } catch (CompletionException e) {
      assertNotNull(e.getCause()); // an exceptional answer is a fault, which denies
    }
    assertEquals(
        RuntimeDecision.ALLOW, word(Await.await(transport.query(stamped(allowed(), "good")))));
  }

  private static ToolCall stamped(ToolCall call, String id) {
    return call.stamped(id, AgentIdentity.of("agent"), Instant.now().plusSeconds(60));
  }

  private static String word(@Nullable RuntimeDecision decision) {
    assertNotNull(decision);
    assertNotNull(decision.decision());
    return decision.decision().trim().toLowerCase(Locale.ROOT);
  }
}
