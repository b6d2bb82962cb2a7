// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  @ParameterizedTest
  @CsvSource({
    "timeout, timeout",
    "TIMEOUT, timeout",
    "timeuot, timeout",
    "timout, timeout",
    "timeoutMillisec, timeoutMillis",
    "fodler, folder",
    "folders, folder",
    "xyz, ''",
    "'', ''"
  })
  void findsTheNearestKnownWord(String word, String nearest) {
    List<String> known = List.of("timeout", "timeoutMillis", "folder");
    assertThat(Spelling.nearest(word, known)).isEqualTo(nearest);
  }

  @ParameterizedTest
  @CsvSource({"bat, cat", "zat, cat"})
  void firstInAlphabeticalOrderWinsATie(String word, String nearest) {
    assertThat(Spelling.nearest(word, List.of("rat", "cat", "hat"))).isEqualTo(nearest);
  }

  @Test
  void hintsNameTheNearestNamesOnly() {
    List<String> names = List.of("stop", "start", "status");
    assertThat(Spelling.hint("stattus", names)).isEqualTo("; did you mean status?");
    assertThat(Spelling.hint("stat", names)).isEqualTo("; did you mean start?");
    assertThat(Spelling.hint("frobnicate", names)).isEmpty();
    assertThat(Spelling.hint("x", names)).isEmpty();
    assertThat(Spelling.hint("", names)).isEmpty();
    assertThat(Spelling.hint("stap", names)).isEqualTo("; did you mean stop?");
    assertThat(Spelling.hint("bat", List.of("rat", "cat"))).isEqualTo("; did you mean cat or rat?");
    assertThat(Spelling.hint("s".repeat(1 << 20), names)).isEmpty();
  }
}
