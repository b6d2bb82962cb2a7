// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.yaml.YamlNode.Mapping;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The place of a character of a scalar is the place where it is written. */
class ScalarSourceTest {

  /** Each text has one character {@code X}, at whose place the scalar's own {@code X} must be. */
  static Stream<String> documents() {
    return Stream.of(
        "k: abcX",
        "k:   X",
        "k: ab c Xd",
        "k: 'it''s X'",
        "k: '''X'",
        "k: \"a \\\"b\\\" X\"",
        "k: \"a\\tb\\u00e9\\x41X\"",
        "k: \"\\U0001F600X\"",
        "k: \"a b\\\n   c X\"",
        "k: \"a b\n   c X\"",
        "k: 'a b\n\n   c X'",
        "k: a b\n   c X",
        "k: a b\n\n\n   c X d",
        "k: |\n  a b\n  c X",
        "k: |-\n  a b\n\n  X d\n",
        "k: |\n    a\n      b X\n",
        "k: |\n  a  \n  X\n",
        "k: >\n  a b\n  c X\n",
        "k: >-\n  a &&\n  b\n\n  X\n",
        "k: >\n  a\n    b X\n  c\n",
        "k: &anchor abX",
        "k: !!str 'abX'",
        "k: |\r\n  a\r\n  X\r\n",
        "# comment\nother: é\nk: 'éX'",
        "other: 😀\nk: '😀X'",
        "k: {}\n".replace("{}", "\"\\\n  X\""));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void placeOfACharacterIsWhereItIsWritten(String document) {
    Scalar scalar = scalar(document);
    SourceLocation expected = SourceLocation.of(document, document.indexOf('X'));
    assertThat(scalar.place(scalar.text().indexOf('X'))).isEqualTo(expected);
    String[] excerpt = scalar.excerpt(scalar.text().indexOf('X')).split("\n");
    assertThat(excerpt).hasSize(2);
    assertThat(excerpt[0].charAt(excerpt[1].indexOf('^'))).isEqualTo('X');
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyOffsetHasAPlaceInsideTheDocument(String document) {
    Scalar scalar = scalar(document);
    for (int offset = 0; offset <= scalar.text().length(); offset++) {
      SourceLocation place = scalar.place(offset);
      assertThat(place.line()).isBetween(1, (int) document.lines().count() + 1);
      assertThat(scalar.excerpt(offset)).contains("^");
    }
  }

  @Test
  void excerptOfALongLineShowsThePartAroundThePlace() {
    Scalar scalar = scalar("k: '" + "a".repeat(5_000) + "X" + "b".repeat(5_000) + "'");
    String[] excerpt = scalar.excerpt(5_000).split("\n");
    assertThat(excerpt[0]).hasSizeLessThan(200);
    assertThat(excerpt[0].charAt(excerpt[1].indexOf('^'))).isEqualTo('X');
  }

  private static Scalar scalar(String document) {
    ProblemCollector problems = new ProblemCollector("policy.yaml");
    YamlNode root = YamlReader.read(document.getBytes(StandardCharsets.UTF_8), problems);
    assertThat(problems.sorted()).isEmpty();
    return ((Mapping) root)
        .entries().stream()
            .filter(entry -> entry.key().text().equals("k"))
            .map(entry -> (Scalar) entry.value())
            .findFirst()
            .orElseThrow();
  }
}
