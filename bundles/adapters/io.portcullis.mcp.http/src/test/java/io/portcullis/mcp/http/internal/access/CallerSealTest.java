// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.access.CallerSeal.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerSealTest {
  private static final AgentIdentity ALICE = AgentIdentity.of("alice");
  private static final String UPSTREAM = "https://mcp.example.com/mcp";
  private static final String ID = "1868a90c-77f2-4b1e-a2d0-2f1e6f2a";

  private final CallerSeal seal = seal(1, "files", UPSTREAM);

  private static CallerSeal seal(int secret, String server, String upstream) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) secret;
    return new CallerSeal(bytes, server, upstream);
  }

  private String sealed() {
    return seal.seal(Kind.SESSION, ALICE, ID);
  }

  @Test
  void sealedIdIsVisibleAsciiAndHidesTheId() {
    assertThat(sealed()).matches("[\\x21-\\x7E]+").startsWith("p1.").doesNotContain(ID);
    assertThat(seal.open(Kind.SESSION, ALICE, sealed())).isEqualTo(ID);
  }

  @Test
  void sameIdHasOneSealedForm() {
    assertThat(seal(1, "files", UPSTREAM).seal(Kind.SESSION, ALICE, ID)).isEqualTo(sealed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bob", "Alice", "alice ", ""})
  void otherAgentCannotOpenIt(String other) {
    assertThat(seal.open(Kind.SESSION, AgentIdentity.of(other), sealed())).isNull();
  }

  @Test
  void partsOfAnIdentityAreNotTakenForEachOther() {
    String of = seal.seal(Kind.SESSION, new AgentIdentity("a", "bc", "d"), ID);
    assertThat(seal.open(Kind.SESSION, new AgentIdentity("ab", "c", "d"), of)).isNull();
    assertThat(seal.open(Kind.SESSION, new AgentIdentity("a", "bc", "d"), of)).isEqualTo(ID);
  }

  @Test
  void otherKindKeyServerOrUpstreamCannotOpenIt() {
    assertThat(seal.open(Kind.EVENT, ALICE, sealed())).isNull();
    for (CallerSeal other :
        List.of(
            seal(2, "files", UPSTREAM),
            seal(1, "mail", UPSTREAM),
            seal(1, "files", UPSTREAM + "2"))) {
      assertThat(other.open(Kind.SESSION, ALICE, sealed())).isNull();
    }
  }

  @Test
  void changeOfAnyCharacterIsRefused() {
    String good = sealed();
    for (int i = 0; i < good.length(); i++) {
      for (char c : "AZaz09-_.~=".toCharArray()) {
        String bad = good.substring(0, i) + c + good.substring(i + 1);
        if (!bad.equals(good)) {
          assertThat(seal.open(Kind.SESSION, ALICE, bad)).as(bad).isNull();
        }
      }
    }
  }

  @Test
  void shorterAndLongerFormsAreRefused() {
    String good = sealed();
    for (int length = 0; length < good.length(); length++) {
      assertThat(seal.open(Kind.SESSION, ALICE, good.substring(0, length))).isNull();
    }
    for (String more : List.of("A", "AA", "AAAA", "=", " ", "\u00e9")) {
      assertThat(seal.open(Kind.SESSION, ALICE, good + more)).as(more).isNull();
    }
    assertThat(seal.open(Kind.SESSION, ALICE, "p1." + "A".repeat(1 << 20))).isNull();
  }

  @Test
  void longestIdIsSealedAndALongerOneIsNot() {
    String longest = "x".repeat(CallerSeal.MAX_ID_BYTES);
    String of = seal.seal(Kind.SESSION, ALICE, longest);
    assertThat(of).hasSizeLessThan(5_600);
    assertThat(seal.open(Kind.SESSION, ALICE, of)).isEqualTo(longest);
    assertThat(seal.seal(Kind.SESSION, ALICE, longest + "x")).isNull();
  }

  @Test
  void emptyIdAndTextBeyondAsciiAreSealed() {
    for (String id : List.of("", "\u00e9\u4e2d\ud83d\ude00")) {
      assertThat(seal.open(Kind.EVENT, ALICE, seal.seal(Kind.EVENT, ALICE, id))).isEqualTo(id);
    }
  }
}
