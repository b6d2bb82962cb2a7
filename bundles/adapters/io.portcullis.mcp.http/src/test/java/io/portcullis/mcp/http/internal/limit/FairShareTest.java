// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final AgentIdentity A = AgentIdentity.of("a");
  private static final AgentIdentity B = AgentIdentity.of("b");

  /** How many single units an agent gets. */
  private static int fill(FairShare share, AgentIdentity agent) {
    int taken = 0;
    while (share.take(agent, 1)) {
      taken++;
    }
    return taken;
  }

  @Test
  void agentAloneGetsHalfAndEachFurtherOneHalfOfTheRest() {
    FairShare share = new FairShare(64, true);
    assertThat(fill(share, A)).isEqualTo(32);
    assertThat(fill(share, B)).isEqualTo(16);
    for (int n = 0; n < 20; n++) {
      int more = fill(share, AgentIdentity.of("more-" + n));
      assertThat(more).as("agent %s", n).isBetween(n < 3 ? 2 : 0, 8);
    }
    assertThat(share.left()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void theOnlyAgentGetsAll() {
    FairShare share = new FairShare(64, false);
    assertThat(fill(share, A)).isEqualTo(64);
    assertThat(share.left()).isZero();
  }

  @Test
  void smallestCapacityServesOneAfterTheOther() {
    FairShare share = new FairShare(1, true);
    assertThat(share.take(A, 1)).isTrue();
    assertThat(share.take(B, 1)).isFalse();
    share.give(A, 1);
    assertThat(share.take(B, 1)).isTrue();
  }

  @Test
  void amountIsTakenWholeOrNotAtAll() {
    FairShare share = new FairShare(10, true);
    assertThat(share.take(A, 11)).isFalse();
    assertThat(share.left()).isEqualTo(10);
    assertThat(share.take(A, 10)).isTrue();
    share.give(A, 10);
    assertThat(share.take(A, 5)).isTrue();
    assertThat(share.take(A, 1)).as("6 of its own, 5 are free").isFalse();
    share.give(A, 1);
    assertThat(share.take(A, 1)).isTrue();
  }

  @Test
  void aReturnedShareIsFreeForOthers() {
    FairShare share = new FairShare(64, true);
    int ofA = fill(share, A);
    share.give(A, ofA);
    assertThat(share.used()).isZero();
    assertThat(fill(share, B)).isEqualTo(32);
  }
}
