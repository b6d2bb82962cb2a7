// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.Redaction;
import io.portcullis.gate.internal.evaluation.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replaces exactly the values that the redactions name. */
class ArgumentRedactorTest {

  private static String apply(String arguments, String... paths) {
    List<Redaction> redactions = new ArrayList<>();
    for (String path : paths) {
      redactions.add(new Redaction(path, "*"));
    }
    return ArgumentRedactor.apply(arguments, redactions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}|/a|{\"a\":\"*\"}",
        "{\"a\":1}|$.a|{\"a\":\"*\"}",
        "{\"a\":{\"b\":[0,1,2]}}|/a/b/1|{\"a\":{\"b\":[0,\"*\",2]}}",
        "{\"a\":{\"b\":[0,1,2]}}|$.a.b[1]|{\"a\":{\"b\":[0,\"*\",2]}}",
        "{\"a\":{\"b\":[0,1,2]}}|$.a.b|{\"a\":{\"b\":\"*\"}}",
        "{\"a\":{\"b\":[0,1,2]}}|/a|{\"a\":\"*\"}",
        "[[1],[2]]|$[1][0]|[[1],[\"*\"]]",
        "[[1],[2]]|/1/0|[[1],[\"*\"]]",
        "{\"a/b\":1,\"a~b\":2}|/a~1b|{\"a/b\":\"*\",\"a~b\":2}",
        "{\"a/b\":1,\"a~b\":2}|/a~0b|{\"a/b\":1,\"a~b\":\"*\"}",
        "{\"~1\":1,\"/\":2}|/~01|{\"~1\":\"*\",\"/\":2}",
        "{\"a/b\":1}|$.a/b|{\"a/b\":\"*\"}",
        "{\"\":1}|/|{\"\":\"*\"}",
        "{\"\":{\"\":1}}|//|{\"\":{\"\":\"*\"}}",
        "{\"a\":{\"\":1}}|/a/|{\"a\":{\"\":\"*\"}}",
        "{\"0\":1}|/0|{\"0\":\"*\"}",
        "{\"a\":true}|/a|{\"a\":\"*\"}",
        "{\"a\":false}|/a|{\"a\":\"*\"}",
        "{\"a\":null}|/a|{\"a\":\"*\"}",
        "{\"a\":\"\"}|/a|{\"a\":\"*\"}",
        "{\"a\":-1.5e+3}|/a|{\"a\":\"*\"}",
        "{\"a\":-1.5e+3,\"b\":1}|/a|{\"a\":\"*\",\"b\":1}",
        "[-1.5e+3]|/0|[\"*\"]",
        "{\"a\":{}}|/a|{\"a\":\"*\"}",
        "{\"a\":[]}|/a|{\"a\":\"*\"}",
        "{\"\\u0061\":1}|/a|{\"\\u0061\":\"*\"}",
        "{\"a\":\"\\\"}\\\\\"}|/a|{\"a\":\"*\"}",
      })
  void replacesTheValueAtThePath(String arguments, String path, String expected) {
    assertThat(apply(arguments, path)).isEqualTo(expected);
  }

  /** With one look at all redactions for each value this would take hours. */
  @Test
  void manyRedactionsOfManyValuesTakeOneLookEach() {
    int many = 200_000;
    List<Redaction> redactions = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      redactions.add(new Redaction("/" + i, "*"));
    }
    assertThat(ArgumentRedactor.apply("[1" + ",1".repeat(many - 1) + "]", redactions))
        .isEqualTo("[\"*\"" + ",\"*\"".repeat(many - 1) + "]");
  }

  @ParameterizedTest
  @CsvSource({"/a,/a/b", "/a/b,/a", "'',/a", "/a/b,/a/b/c"})
  void aPlaceInsideAnotherOneCannotBeRedactedToo(String one, String other) {
    assertThat(apply("{\"a\":{\"b\":{\"c\":1}}}", one, other)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "123 ",
        "-0\n",
        "1.5\r\n",
        "true ",
        "null",
        " \"x\" ",
        " {\"a\":1} ",
        "\t[1,2]\n",
        "false"
      })
  void replacesTheWholeAndKeepsTheBlanksAround(String arguments) {
    String expected = arguments.replace(arguments.strip(), "\"*\"");
    assertThat(apply(arguments, "")).isEqualTo(expected);
    assertThat(apply(arguments, "$")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/b",
        "/a/b",
        "/a/0",
        "$.b",
        "$.a.b",
        "$[0]",
        "a",
        "a/b",
        "#/a",
        "$.",
        "$..a",
        "$a",
        "$[",
        "$[]",
        "$[a]",
        "$[-1]",
        "$['a']",
        "$.a[",
        "$.c[00x]",
        "/c/01",
        "/c/-",
        "/c/3",
        "/c/-1",
        "/a~2",
        "/~",
        "/A",
        "/c/4294967296",
        "$[99999999999999999999]",
        "/a/",
        "//a",
        "*",
        "$.*"
      })
  void refusesWhatIsNotThere(String path) {
    assertThat(apply("{\"a\":1,\"c\":[1,2,3],\"a~2\":3,\"~\":4}", path)).isNull();
  }

  @Test
  void appliesAllOrNone() {
    assertThat(apply("{\"a\":1,\"b\":2}", "/b", "/a")).isEqualTo("{\"a\":\"*\",\"b\":\"*\"}");
    assertThat(apply("{\"a\":1,\"b\":2}", "/a", "/none")).isNull();
  }

  @Test
  void sameRedactionTwiceIsOne() {
    assertThat(apply("{\"a\":1}", "/a", "$.a", "/a")).isEqualTo("{\"a\":\"*\"}");
  }

  @Test
  void contradictingRedactionsAreRefused() {
    assertThat(
            ArgumentRedactor.apply(
                "{\"a\":1}", List.of(new Redaction("/a", "x"), new Redaction("$.a", "y"))))
        .isNull();
  }

  @Test
  void redactionWithinARedactedValueIsRefused() {
    assertThat(apply("{\"a\":{\"b\":1}}", "/a", "/a/b")).isNull();
    assertThat(apply("{\"a\":{\"b\":1}}", "/a/b", "/a")).isNull();
    assertThat(apply("{\"a\":{\"b\":1}}", "", "/a")).isNull();
  }

  @Test
  void nothingToRedactChangesNothing() {
    assertThat(ArgumentRedactor.apply(" { } ", List.of())).isEqualTo(" { } ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "\\",
        "\u0000\u001f\n\t",
        "\u20ac\ud83d\ude00",
        "</script>",
        "$1\\u0041"
      })
  void replacementIsEscapedSoThatItReadsBackTheSame(String replacement) {
    for (int padding : new int[] {0, 118, 119, 120, 121, 5_000}) {
      String text = "x".repeat(padding) + replacement;
      String redacted =
          ArgumentRedactor.apply("{\"a\":1,\"b\":[true]}", List.of(new Redaction("/a", text)));
      assertThat(Json.read(redacted)).isEqualTo(Json.read("{\"a\":1,\"b\":[true]}", "/a", text));
      assertThat(new ArgumentGuard(1 << 20, 64).complaint(redacted)).isNull();
    }
  }

  @Test
  void blanksEverywhereElseAreKept() {
    assertThat(apply("\n{ \"a\" :\t1 ,\r\n \"b\" : [ 1 , 2 ]\n} ", "/a", "/b/1"))
        .isEqualTo("\n{ \"a\" :\t\"*\" ,\r\n \"b\" : [ 1 , \"*\" ]\n} ");
  }

  /** The parser reads long texts in pieces; offsets must stay right wherever these end. */
  @Test
  void placesAreRightWhereverTheParsersBufferEnds() {
    String[] values = {
      "123456", "\"t\\u0041\u20ac\"", "true", "null", "[1, {\"x\": 2}]", "-1.25e-3"
    };
    for (int length : new int[] {3_980, 7_980, 32_740, 65_510, 131_050}) {
      for (int more = 0; more < 40; more++) {
        String value = values[more % values.length];
        String before = "{\"p\":\"" + "\ud83d\ude00\u20ac\\n".repeat((length + more) / 5);
        before += "y".repeat((length + more) % 5) + "\",\"a\":";
        String after = ",\"z\": \"" + "z".repeat(9_000) + "\"}";
        assertThat(apply(before + value + after, "/a")).isEqualTo(before + "\"*\"" + after);
        assertThat(apply(before + value + "}", "/a")).isEqualTo(before + "\"*\"}");
      }
    }
  }

  @Test
  void veryLongNamesAndDeepPlacesAreFound() {
    String name = "n".repeat(200_000);
    assertThat(apply("{\"" + name + "\":1}", "/" + name)).isEqualTo("{\"" + name + "\":\"*\"}");
    String deep = "[".repeat(2_000) + "7" + "]".repeat(2_000);
    assertThat(apply(deep, "/0".repeat(2_000))).isEqualTo(deep.replace("7", "\"*\""));
  }

  /** A path made for each of these values would be two hundred gigabytes of text. */
  @Test
  void manyValuesBelowALongNameTakeNoLongPaths() {
    String arguments = "{\"" + "n".repeat(500_000) + "\":[0" + ",0".repeat(200_000) + "],\"a\":1}";
    assertThat(apply(arguments, "/a")).endsWith(",\"a\":\"*\"}").hasSize(arguments.length() + 2);
  }

  @Test
  void randomDocumentsAreChangedAsATreeWouldBe() {
    for (long seed = 0; seed < 3_000; seed++) {
      Json random = new Json(new Random(seed));
      String text = random.text();
      List<String> paths = random.paths();
      for (String path : paths.subList(0, Math.min(12, paths.size()))) {
        String redacted = ArgumentRedactor.apply(text, List.of(new Redaction(path, "\"\u20ac\n")));
        assertThat(redacted).as("seed %s path %s in %s", seed, path, text).isNotNull();
        assertThat(Json.read(redacted))
            .as("seed %s path %s in %s", seed, path, text)
            .isEqualTo(Json.read(text, path, "\"\u20ac\n"));
      }
    }
  }
}
