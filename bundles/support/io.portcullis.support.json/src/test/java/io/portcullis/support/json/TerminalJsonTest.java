// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalJsonTest {
  private enum Colour {
    RED
  }

  @Test
  void objectIsOneLineWithoutInvisibleCharacters() {
    String line =
        TerminalJson.object(
            json -> {
              TerminalJson.field(json, "a", "x\n\u001b\u2028\u202ey");
              TerminalJson.field(json, "b", null);
              TerminalJson.texts(json, "c", List.of("1", "2"));
              TerminalJson.objects(
                  json, "d", List.of(1, 2), (item, at) -> at.writeNumberField("n", item));
            });
    assertThat(line)
        .isEqualTo(
            "{\"a\":\"x\\n\\u001B\\u2028\\u202ey\",\"b\":null,\"c\":[\"1\",\"2\"],"
                + "\"d\":[{\"n\":1},{\"n\":2}]}");
  }

  @Test
  void wordIsInLowerCase() {
    assertThat(TerminalJson.word(Colour.RED)).isEqualTo("red");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{ \"a\" : [ 1.0 , 1e2 ] }|{\"a\":[1.0,1e2]}",
        "12345678901234567890.10|12345678901234567890.10",
        "\"x\"|\"x\"",
        "null|null"
      })
  void compactKeepsValuesAndNumbers(String text, String compact) {
    assertThat(TerminalJson.compact(text)).contains(compact);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{}{}", "{\"a\":1,\"a\":2}", "x", "\"\\ud800\""})
  void compactOfAnythingButOneValueIsEmpty(String text) {
    assertThat(TerminalJson.compact(text)).isEmpty();
  }

  @Test
  void prettyIndents() {
    assertThat(TerminalJson.pretty("{\"a\":[1.50]}").orElseThrow().lines().toList())
        .hasSizeGreaterThan(1)
        .anyMatch(line -> line.contains("1.50"));
    assertThat(TerminalJson.pretty("{")).isEmpty();
  }
}
