// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresentationTest {
  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final Presentation TERMINAL =
      new Presentation(true, false, InstantSource.fixed(NOW));
  private static final Presentation COLOURS =
      new Presentation(true, true, InstantSource.fixed(NOW));

  @ParameterizedTest
  @CsvSource({
    "2026-11-05T12:00:00Z,0 s ago",
    "2026-11-05T11:59:00.5Z,59 s ago",
    "2026-11-05T11:59:00Z,1 min ago",
    "2026-11-05T11:00:00.001Z,59 min ago",
    "2026-11-05T11:00:00Z,1 h ago",
    "2026-11-04T12:00:01Z,23 h ago",
    "2026-11-04T12:00:00Z,1 d ago",
    "2024-11-05T12:00:00Z,730 d ago",
    "2026-11-05T12:00:30Z,in 30 s",
    "2026-11-05T12:05:00Z,in 5 min"
  })
  void terminalShowsARelativeTimeBesideTheAbsoluteOne(String at, String relative) {
    assertThat(TERMINAL.time(Instant.parse(at)))
        .isEqualTo(Instant.parse(at) + " (" + relative + ")");
    assertThat(TERMINAL.time(at)).isEqualTo(at + " (" + relative + ")");
    assertThat(Presentation.PLAIN.time(at)).isEqualTo(at);
    assertThat(Presentation.PLAIN.time(Instant.parse(at))).isEqualTo(Instant.parse(at).toString());
  }

  @Test
  void textThatIsNoInstantStaysUnchanged() {
    assertThat(TERMINAL.time("")).isEmpty();
    assertThat(TERMINAL.time("yesterday")).isEqualTo("yesterday");
  }

  @Test
  void onlyColouredTextHasEscapeSequences() {
    assertThat(COLOURS.style(TextStyle.BAD, "deny")).isEqualTo("\u001b[31mdeny\u001b[0m");
    assertThat(COLOURS.style(TextStyle.PLAIN, "deny")).isEqualTo("deny");
    assertThat(COLOURS.style(TextStyle.BAD, "")).isEmpty();
    assertThat(TERMINAL.style(TextStyle.BAD, "deny")).isEqualTo("deny");
    assertThat(Presentation.PLAIN.style(TextStyle.BAD, "deny")).isEqualTo("deny");
  }

  @Test
  void styleFollowsTheWord() {
    assertThat(TextStyle.of("allow")).isEqualTo(TextStyle.GOOD);
    assertThat(TextStyle.of("warn")).isEqualTo(TextStyle.WARNING);
    assertThat(TextStyle.of("terminated")).isEqualTo(TextStyle.BAD);
    assertThat(TextStyle.of("Deny")).isEqualTo(TextStyle.PLAIN);
  }
}
