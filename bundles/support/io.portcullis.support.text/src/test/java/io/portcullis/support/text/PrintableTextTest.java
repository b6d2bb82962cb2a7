// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {
  /** Line ends, escape sequences, bidirectional controls, tags, private and unknown characters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0",
        "\t",
        "\n",
        "\r",
        "\u001b",
        "\u007f",
        "\u0085",
        "\u009b",
        "\u00ad",
        "\u061c",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u200f",
        "\u2028",
        "\u2029",
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "\ufeff",
        "\ufffe",
        "\ue000",
        "\ud800",
        "\udc00",
        "\udb40\udc41",
        "\udbff\udffd",
        "\u0378"
      })
  void invisibleCharacterIsReplacedAndEscaped(String invisible) {
    String text = "a" + invisible + "b";
    assertThat(PrintableText.isPrintable(text)).isFalse();
    assertThat(PrintableText.line(text)).isEqualTo("a b");
    StringBuilder escaped = new StringBuilder("a");
    for (char unit : invisible.toCharArray()) {
      escaped.append("\\u").append("%04x".formatted((int) unit));
    }
    assertThat(PrintableText.escaped(text)).isEqualTo(escaped.append('b').toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "plain", "\"\\{}", "Grüße", "日本語", "😀", "e\u0301", "עברית"})
  void visibleTextIsUnchanged(String text) {
    assertThat(PrintableText.isPrintable(text)).isTrue();
    assertThat(PrintableText.line(text)).isSameAs(text);
    assertThat(PrintableText.escaped(text)).isSameAs(text);
  }

  @Test
  void startNeverEndsWithHalfASurrogatePair() {
    assertThat(PrintableText.start("ab😀c", 2)).isEqualTo("ab");
    assertThat(PrintableText.start("ab😀c", 3)).isEqualTo("ab");
    assertThat(PrintableText.start("ab😀c", 4)).isEqualTo("ab😀");
    assertThat(PrintableText.start("ab😀", 4)).isEqualTo("ab😀");
    assertThat(PrintableText.start("😀", 1)).isEmpty();
  }

  @Test
  void excerptMarksALongerText() {
    assertThat(PrintableText.excerpt("abc", 3)).isEqualTo("abc");
    assertThat(PrintableText.excerpt("abcd", 3)).isEqualTo("abc...");
    assertThat(PrintableText.line("a\n" + "b".repeat(100_000), 4)).isEqualTo("a bb...");
  }

  @Test
  void findsHalfASurrogatePair() {
    assertThat(PrintableText.loneSurrogate("")).isEqualTo(-1);
    assertThat(PrintableText.loneSurrogate("a😀b😀")).isEqualTo(-1);
    assertThat(PrintableText.loneSurrogate("a\ud83d")).isEqualTo(1);
    assertThat(PrintableText.loneSurrogate("a\ud83db")).isEqualTo(1);
    assertThat(PrintableText.loneSurrogate("\ude00\ud83d")).isZero();
    assertThat(PrintableText.loneSurrogate("😀\ud83d\ud83d\ude00")).isEqualTo(2);
  }
}
