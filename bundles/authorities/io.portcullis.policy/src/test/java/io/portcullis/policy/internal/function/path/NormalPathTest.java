// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NormalPathTest {

  static Stream<Arguments> normalForms() {
    return Stream.of(
        arguments("/", "/"),
        arguments("//", "/"),
        arguments("/.", "/"),
        arguments("/..", "/"),
        arguments("/../../..", "/"),
        arguments("/a", "/a"),
        arguments("/a/", "/a"),
        arguments("//a", "/a"),
        arguments("///a//b///", "/a/b"),
        arguments("/a/./b", "/a/b"),
        arguments("/a/../b", "/b"),
        arguments("/a/b/..", "/a"),
        arguments("/a/b/../", "/a"),
        arguments("/a/../../b", "/b"),
        arguments("/a/./../b/.//..", "/"),
        arguments("/w/box/../../etc/passwd", "/etc/passwd"),
        arguments("/w/box/..", "/w"),
        arguments("/w/box/../boxer/x", "/w/boxer/x"),
        arguments("/a/.hidden", "/a/.hidden"),
        arguments("/a/..b", "/a/..b"),
        arguments("/a/b..", "/a/b.."),
        arguments("/a/b~1", "/a/b~1"),
        arguments("/a/b~", "/a/b~"),
        arguments("/a/50% off", "/a/50% off"),
        arguments("/a/100%", "/a/100%"),
        arguments("/a/$HOME", "/a/$HOME"),
        arguments("/a/b c", "/a/b c"),
        arguments("/a/it's", "/a/it's"),
        arguments("/a:b/c", "/a:b/c"),
        arguments("/b\u00fccher/\u4e66", "/b\u00fccher/\u4e66"),
        arguments("/\ud83d\ude00/..", "/"),
        // Another letter, so another name: no separator, dot or ASCII letter for any program.
        arguments("/\u0435tc/\u2215x", "/\u0435tc/\u2215x"));
  }

  @ParameterizedTest
  @MethodSource("normalForms")
  void resolvesDotsAndSlashes(String path, String normal) throws Exception {
    assertThat(NormalPath.of(path)).hasToString(normal);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments("", FunctionProblem.PATH_EMPTY),
        arguments("a", FunctionProblem.PATH_RELATIVE),
        arguments("./a", FunctionProblem.PATH_RELATIVE),
        arguments("..", FunctionProblem.PATH_RELATIVE),
        arguments("~", FunctionProblem.PATH_RELATIVE),
        arguments("C:/a", FunctionProblem.PATH_SCHEME),
        arguments("C:", FunctionProblem.PATH_SCHEME),
        arguments("file:///etc/passwd", FunctionProblem.PATH_SCHEME),
        arguments(" /a", FunctionProblem.PATH_BLANK),
        arguments("/a ", FunctionProblem.PATH_BLANK),
        arguments("/a\u00a0", FunctionProblem.PATH_BLANK),
        arguments("\u3000/a", FunctionProblem.PATH_BLANK),
        arguments("\"/a\"", FunctionProblem.PATH_BLANK),
        arguments("/a/.env\"", FunctionProblem.PATH_BLANK),
        arguments("'/a'", FunctionProblem.PATH_BLANK),
        arguments("/a /", FunctionProblem.PATH_BLANK),
        arguments("/a/.env'/b/..", FunctionProblem.PATH_BLANK),
        arguments("/a\0", FunctionProblem.PATH_CONTROL),
        arguments("/a\0/b", FunctionProblem.PATH_CONTROL),
        arguments("/a\n", FunctionProblem.PATH_CONTROL),
        arguments("/a\rb", FunctionProblem.PATH_CONTROL),
        arguments("/a\tb", FunctionProblem.PATH_CONTROL),
        arguments("/a\u007fb", FunctionProblem.PATH_CONTROL),
        arguments("/a\u0085b", FunctionProblem.PATH_CONTROL),
        arguments("\ufeff/a", FunctionProblem.PATH_CONTROL),
        arguments("/a\u202egnp", FunctionProblem.PATH_CONTROL),
        arguments("/a\u2066b", FunctionProblem.PATH_CONTROL),
        arguments("/.g\u200cit", FunctionProblem.PATH_CONTROL),
        arguments("/a\u00adb", FunctionProblem.PATH_CONTROL),
        arguments("/a\u2028b", FunctionProblem.PATH_CONTROL),
        arguments("/a\udb40\udc41", FunctionProblem.PATH_CONTROL),
        arguments("/a\ud83d", FunctionProblem.PATH_SURROGATE),
        arguments("/\ude00a", FunctionProblem.PATH_SURROGATE),
        arguments("/a\\b", FunctionProblem.PATH_BACKSLASH),
        arguments("/a/..\\..\\b", FunctionProblem.PATH_BACKSLASH),
        arguments("\\\\server\\share", FunctionProblem.PATH_BACKSLASH),
        arguments("/a/%2e%2e/b", FunctionProblem.PATH_PERCENT),
        arguments("/a%2Fb", FunctionProblem.PATH_PERCENT),
        arguments("/a%5cb", FunctionProblem.PATH_PERCENT),
        arguments("/a%00", FunctionProblem.PATH_PERCENT),
        arguments("/a/%252e%252e/b", FunctionProblem.PATH_PERCENT),
        arguments("/a/%c0%ae%c0%ae/b", FunctionProblem.PATH_PERCENT),
        arguments("/a/%u002e%u002e/b", FunctionProblem.PATH_PERCENT),
        arguments("/a/.e%6ev", FunctionProblem.PATH_PERCENT),
        arguments("/~", FunctionProblem.PATH_TILDE),
        arguments("/a/~root/b", FunctionProblem.PATH_TILDE),
        arguments("/a//~/b", FunctionProblem.PATH_TILDE),
        arguments("/a/../~", FunctionProblem.PATH_TILDE),
        arguments("/a/.../b", FunctionProblem.PATH_DOTS),
        arguments("/a/.. /b", FunctionProblem.PATH_DOTS),
        arguments("/a/ ../b", FunctionProblem.PATH_DOTS),
        arguments("/a/ /b", FunctionProblem.PATH_DOTS),
        arguments("/a/..\u00a0/b", FunctionProblem.PATH_DOTS),
        arguments("/a/\uff0e\uff0e/b", FunctionProblem.PATH_COMPATIBLE),
        arguments("/a/\u2025/b", FunctionProblem.PATH_COMPATIBLE),
        arguments("/a/\u2024\u2024/b", FunctionProblem.PATH_COMPATIBLE),
        arguments("/a\uff0fb", FunctionProblem.PATH_COMPATIBLE),
        arguments("/a\uff3cb", FunctionProblem.PATH_COMPATIBLE),
        arguments("/\uff5eroot", FunctionProblem.PATH_COMPATIBLE),
        arguments("/a\uff052e", FunctionProblem.PATH_COMPATIBLE),
        arguments("/a\u2100b", FunctionProblem.PATH_COMPATIBLE),
        arguments("/bu\u0308cher", FunctionProblem.PATH_NOT_COMPOSED),
        arguments("/\u212bngstr\u00f6m", FunctionProblem.PATH_NOT_COMPOSED),
        arguments("/" + "a".repeat(4_096), FunctionProblem.PATH_TOO_LONG),
        arguments("/" + "./".repeat(100_000), FunctionProblem.PATH_TOO_LONG));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesPathsWithMoreThanOneReading(String path, FunctionProblem problem) {
    assertThatThrownBy(() -> NormalPath.of(path))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a | /w/box/a",
        ". | /w/box",
        "./a/../b | /w/box/b",
        ".. | /w",
        "../../../etc | /etc",
        "a:b/c | ",
        "b/a:c | /w/box/b/a:c",
        "~/a | ",
        "$HOME/a | /w/box/$HOME/a",
        "/etc | /etc",
        "\"/etc | ",
        "' /etc' | ",
      })
  void relativePathsStartFromTheDirectory(String path, @Nullable String normal) throws Exception {
    NormalPath directory = NormalPath.of("/w/box");
    if (normal == null) {
      assertThatThrownBy(() -> NormalPath.of(path, directory))
          .isInstanceOf(FunctionException.class);
    } else {
      assertThat(NormalPath.of(path, directory)).hasToString(normal);
    }
  }

  @Test
  void rootIsADirectoryToStartFrom() throws Exception {
    assertThat(NormalPath.of("a/b", NormalPath.of("/"))).hasToString("/a/b");
  }

  @Test
  void resultOfJoiningIsBoundedToo() throws Exception {
    NormalPath directory = NormalPath.of("/" + "d".repeat(4_000));

    assertThat(NormalPath.of("a".repeat(90), directory).toString()).hasSize(4_092);
    assertThatThrownBy(() -> NormalPath.of("a".repeat(100), directory))
        .hasMessage(FunctionProblem.PATH_TOO_LONG.text());
  }

  @ParameterizedTest
  @CsvSource({
    "/w/box, /w/box, true",
    "/w/box/, /w/box, true",
    "/w/box/a/b, /w/box, true",
    "/w/box/../box/a, /w/box/, true",
    "/w/boxer, /w/box, false",
    "/w/bo, /w/box, false",
    "/w, /w/box, false",
    "/w/box/.., /w/box, false",
    "/w/Box, /w/box, false",
    "/etc/passwd, /, true",
    "/, /, true",
    "/w/b\u0435x, /w/bex, false",
  })
  void directoryItselfIsWithinItself(String path, String directory, boolean within)
      throws Exception {
    assertThat(NormalPath.of(path).within(NormalPath.of(directory))).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({
    "/, '', ''",
    "/a, a, ''",
    "/a.d/b, b, ''",
    "/a/b.txt, b.txt, txt",
    "/a/b.txt/, b.txt, txt",
    "/a/b.TXT, b.TXT, txt",
    "/a/b.tar.gz, b.tar.gz, gz",
    "/a/.env, .env, env",
    "/a/b., b., ''",
    "/a/b./../c, c, ''",
    "/a/b.\u0130, b.\u0130, \u0130",
  })
  void nameAndExtensionComeFromTheLastName(String path, String name, String extension)
      throws Exception {
    NormalPath normal = NormalPath.of(path);

    assertThat(normal.name()).isEqualTo(name);
    assertThat(normal.extension()).isEqualTo(extension);
  }

  @ParameterizedTest
  @CsvSource({
    "/a.txt, /*.txt, true",
    "/d/a.txt, /*.txt, false",
    "/d/a.txt, /**/*.txt, true",
    "/a.txt, /**/*.txt, true",
    "/a.txt, **/*.txt, true",
    "/d/e/a.txt, **/e/*.txt, true",
    "/d, /d/**, true",
    "/d/a/b, /d/**, true",
    "/db, /d/**, false",
    "/d/e, /d/**/e, true",
    "/d/x/y/e, /d/**/e, true",
    "/d/../e, /d/**, false",
    "/w/a/.git/config, /w/**/.git/**, true",
    "/w/.git, /w/**/.git/**, true",
    "/.hidden.txt, /*.txt, true",
    "/A.txt, /a.txt, false",
    "/, /**, true",
    "/, /, true",
    "/, /*, false",
    "/a, **, true",
    "/ab, /a?, true",
    "/a, /a?, false",
  })
  void globCoversTheWholePath(String path, String pattern, boolean matches) throws Exception {
    assertThat(NormalPath.of(path).glob(NormalPath.pattern(pattern))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.txt | PATTERN_RELATIVE",
        "a/b | PATTERN_RELATIVE",
        "~/a | PATTERN_RELATIVE",
        "/a/ | PATTERN_SEGMENT",
        "//a | PATTERN_SEGMENT",
        "/a/../b | PATTERN_SEGMENT",
        "/./a | PATTERN_SEGMENT",
        "/bu\u0308cher | PATH_NOT_COMPOSED",
        "/a** | PATTERN_STARS",
        "/{a,b} | PATTERN_CHARACTER",
      })
  void refusesPatternsThatMatchNoPath(String pattern, FunctionProblem problem) {
    assertThatThrownBy(() -> NormalPath.pattern(pattern))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void equalNormalFormsAreEqual() throws Exception {
    assertThat(NormalPath.of("/a/../b")).isEqualTo(NormalPath.of("/b"));
    assertThat(NormalPath.of("/b")).hasSameHashCodeAs(NormalPath.of("//b"));
    assertThat(NormalPath.of("/a")).isNotEqualTo(NormalPath.of("/b"));
  }

  @Test
  void normalPathsAreNotCopied() throws Exception {
    String path = "/home/user/notes/2026/plan.txt";

    assertThat(NormalPath.of(path).toString()).isSameAs(path);
  }

  @Test
  void messagesDoNotContainThePath() {
    assertThatThrownBy(() -> NormalPath.of("/secret\\name"))
        .hasMessage("the path contains a backslash")
        .hasNoCause()
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
