// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
}
