// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import io.portcullis.policy.internal.function.Sizes;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*.txt | a.txt | true",
        "*.txt | .txt | true",
        "*.txt | d/a.txt | false",
        "**/*.txt | a.txt | true",
        "**/*.txt | d/e/a.txt | true",
        "d/** | d | true",
        "d/** | d/e | true",
        "d/**/e | d/e | true",
        "d/**/e | d/x/e | true",
        "d/**/e | d/xe | false",
        "d/**/**/e | d/e | true",
        "**/a/**/b/** | x/a/y/b | true",
        "**/a/**/b/** | x/b/y/a | false",
        "**/a/b | a/a/b | true",
        "**/a/b | a/b/a | false",
        "a?c | abc | true",
        "a?c | a/c | false",
        "a?c | ac | false",
        "a?c | a\ud83d\ude00c | true",
        "a??c | a\ud83d\ude00c | false",
        "*?? | \ud83d\ude00 | false",
        "* | `a\nb` | true",
        "*a*b*c | xaxbxc | true",
        "*a*b*c | xaxcxb | false",
        "\u00e9* | e\u0301x | false",
        "a | A | false",
        "a| `` | false",
        "* | `` | false",
        "** | `` | true",
      })
  void starStaysWithinANameAndTwoStarsCrossSlashes(String pattern, String text, boolean matches)
      throws Exception {
    assertThat(GlobPattern.compile(pattern).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | PATTERN_EMPTY",
        "[ab] | PATTERN_CHARACTER",
        "a] | PATTERN_CHARACTER",
        "{a,b} | PATTERN_CHARACTER",
        "a\\* | PATTERN_CHARACTER",
        "`a\n` | PATTERN_CHARACTER",
        "a** | PATTERN_STARS",
        "**.txt | PATTERN_STARS",
        "a/***/b | PATTERN_STARS",
      })
  void refusesSignsOfOtherPatternLanguages(String pattern, FunctionProblem problem) {
    assertThatThrownBy(() -> GlobPattern.compile(pattern))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void hardPatternsOnLongTextsEnd() throws Exception {
    GlobPattern names = GlobPattern.compile("**/a/".repeat(200) + "x");
    GlobPattern name = GlobPattern.compile("*a".repeat(500) + "x");

    assertThat(names.matches("a/".repeat(2_000) + "b")).isFalse();
    assertThat(name.matches("a".repeat(4_000))).isFalse();
    assertThatThrownBy(() -> GlobPattern.compile("a".repeat(1_025)))
        .hasMessage(FunctionProblem.PATTERN_TOO_LONG.text());
  }

  @Test
  void agreesWithARegularExpressionOnRandomTexts() throws Exception {
    Random random = new Random(7);
    int matched = 0;
    for (int i = 0; i < Sizes.rounds(20_000, 200_000); i++) {
      String pattern = names(random, new String[] {"a", "b", "*", "?", "**", "a*", "*b", "a?*"});
      String text = names(random, new String[] {"a", "b", "ab", "aab", "ba"});
      boolean matches = GlobPattern.compile(pattern).matches(text);
      matched += matches ? 1 : 0;
      assertThat(matches)
          .as("%s on %s", pattern, text)
          .isEqualTo(regex(pattern).matcher("/" + text).matches());
    }
    assertThat(matched).isGreaterThan(Sizes.rounds(2_000, 20_000));
  }

  private static Pattern regex(String pattern) {
    StringBuilder out = new StringBuilder();
    for (String name : pattern.split("/", -1)) {
      // Each name takes the slash before it along.
      out.append(
          name.equals("**")
              ? "(/[^/]+)*"
              : "/" + name.replace("?", "[^/]").replaceAll("\\*", "[^/]*"));
    }
    return Pattern.compile(out.toString());
  }

  private static String names(Random random, String[] words) {
    StringBuilder out = new StringBuilder(words[random.nextInt(words.length)]);
    for (int i = random.nextInt(5); i > 0; i--) {
      out.append('/').append(words[random.nextInt(words.length)]);
    }
    return out.toString();
  }
}
