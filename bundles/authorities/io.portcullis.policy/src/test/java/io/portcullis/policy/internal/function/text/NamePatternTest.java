// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "list_* | list_files | true",
        "list_* | list_ | true",
        "list_* | list | false",
        "list_* | my_list_files | false",
        "list_* | List_files | false",
        "list_* | `list_a/b\n` | true",
        "* | `` | true",
        "* | anything | true",
        "** | anything | true",
        "*_file | read_file | true",
        "*_file | read_files | false",
        "a*b | ab | true",
        "a*b | aXb | true",
        "a*b | a | false",
        "a*a | a | false",
        "a*a | aa | true",
        "ab*ba | aba | false",
        "ab*ba | abba | true",
        "a*b*c | abc | true",
        "a*b*c | acb | false",
        "a*b*b | ab | false",
        "a*b*b | axbxb | true",
        "*a*a* | a | false",
        "*a*a* | aa | true",
        "a**b | axb | true",
        "read_file | read_file | true",
        "read_file | read_files | false",
        "read_file | READ_FILE | false",
        "read.file | read_file | false",
        "l\u00EFst* | l\u00EFst_x | true",
        "li\u0455t* | list_x | false",
      })
  void starStandsForAnyCharacters(String pattern, String name, boolean matches) throws Exception {
    assertThat(NamePattern.compile(pattern).matches(name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | PATTERN_EMPTY",
        "` a` | PATTERN_BLANK",
        "`a ` | PATTERN_BLANK",
        "`a\n` | PATTERN_BLANK",
        "list_? | PATTERN_QUESTION",
        "list_[ab] | PATTERN_CHARACTER",
        "list_{a,b} | PATTERN_CHARACTER",
        "list_\\* | PATTERN_CHARACTER",
        "a\u0000b | PATTERN_CHARACTER",
        "a\u007Fb | PATTERN_CHARACTER",
      })
  void refusesPatternsWithAnotherMeaningElsewhere(String pattern, FunctionProblem problem) {
    assertThatThrownBy(() -> NamePattern.compile(pattern))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void refusesVeryLongPatterns() throws Exception {
    assertThat(NamePattern.compile("a".repeat(1_024)).isExact()).isTrue();
    assertThatThrownBy(() -> NamePattern.compile("a".repeat(1_025)))
        .hasMessage(FunctionProblem.PATTERN_TOO_LONG.text());
  }

  @Test
  void onlyPatternsWithoutStarAreExact() throws Exception {
    assertThat(NamePattern.compile("read_file").isExact()).isTrue();
    assertThat(NamePattern.compile("read_*").isExact()).isFalse();
    assertThat(NamePattern.compile("read_*")).isEqualTo(NamePattern.compile("read_*"));
  }

  @Test
  void agreesWithTheDefinitionOnRandomNames() throws Exception {
    Random random = new Random(15);
    for (int i = 0; i < 50_000; i++) {
      String pattern = word(random, "ab*", 1 + random.nextInt(7));
      String name = word(random, "ab", random.nextInt(9));
      assertThat(NamePattern.compile(pattern).matches(name))
          .as("%s on %s", pattern, name)
          .isEqualTo(matches(pattern, name));
    }
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      return matches(pattern.substring(1), name)
          || (!name.isEmpty() && matches(pattern, name.substring(1)));
    }
    return !name.isEmpty()
        && name.charAt(0) == pattern.charAt(0)
        && matches(pattern.substring(1), name.substring(1));
  }

  private static String word(Random random, String letters, int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append(letters.charAt(random.nextInt(letters.length())));
    }
    return out.toString();
  }
}
