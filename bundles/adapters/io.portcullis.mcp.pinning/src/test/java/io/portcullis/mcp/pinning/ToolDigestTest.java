// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.mcp.jsonrpc.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors were made with another implementation of SHA-256. */
class ToolDigestTest {
  private static final String SMALL =
      "sha256:d9d719b27480b55cd4918020e7473e716ed3569c8adafe926cf9b10b4f8ef064";
  private static final String LARGE =
      "sha256:7647d7f78859a5865994e9623f75ad16e895f5ea77850d30d590f556736f3d7d";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a\"}",
        "{ \"\\u006eame\" :\t\"\\u0061\" }\r",
        "{\"_meta\":{\"x\":1},\"name\":\"a\"}",
        "{\"name\":\"a\",\"\\u005fmeta\":null}"
      })
  void isThatOfTheValueWhateverItsText(String definition) throws MalformedException {
    assertThat(ToolDigest.of(definition)).isEqualTo(SMALL);
  }

  @Test
  void ordersMembersAndWritesEachValueInOneWay() throws MalformedException {
    String definition =
        "{\"name\":\"x\",\"inputSchema\":{\"c\":[true,false],\"b\":null,\"a\":[100,0.50,-0.0e9,"
            + "-1.5,123456789012345678901234567891,10e399]},\"_meta\":{},"
            + "\"description\":\"\\u00e9\\ud83d\\ude00\u2028\\/\\\"\\\\\\n\\u001F\","
            + "\"annotations\":{\"_meta\":1.0}}";

    assertThat(ToolDigest.canonical(definition))
        .isEqualTo(
            "{\"annotations\":{\"_meta\":1},\"description\":\"\u00e9\uD83D\uDE00\u2028/\\\"\\\\"
                + "\\u000a\\u001f\",\"inputSchema\":{\"a\":[1E2,5E-1,0,-15E-1,"
                + "123456789012345678901234567891,1E400],\"b\":null,\"c\":[true,false]},"
                + "\"name\":\"x\"}");
    assertThat(ToolDigest.of(definition)).isEqualTo(LARGE);
  }

  @ParameterizedTest
  @CsvSource({"100,1E2", "1e2,1E2", "100.0,1E2", "0.50,5E-1", "-0,0", "0e5,0", "12,12", "-7,-7"})
  void writesNumbersByValue(String number, String canonical) throws MalformedException {
    assertThat(ToolDigest.canonical("{\"a\":" + number + "}"))
        .isEqualTo("{\"a\":" + canonical + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"b\"}",
        "{\"name\":\"a\",\"x\":null}",
        "{\"name\":\"a\",\"_Meta\":{}}",
        "{\"name\":\"a\",\"description\":\"\"}",
        "{\"name\":[\"a\"]}",
        "{\"name\":\"\\\"a\"}"
      })
  void differsWithTheValue(String definition) throws MalformedException {
    assertThat(ToolDigest.of(definition)).isNotEqualTo(SMALL);
  }

  @Test
  void keepsTextsApartThatHoldWhatTheFormIsMadeOf() throws MalformedException {
    assertThat(ToolDigest.of("{\"a\":\"1\"}")).isNotEqualTo(ToolDigest.of("{\"a\":1}"));
    assertThat(ToolDigest.of("{\"a\":[[],[]]}")).isNotEqualTo(ToolDigest.of("{\"a\":[[[]]]}"));
    assertThat(ToolDigest.of("{\"a\":\"b\\\",\\\"c\\\":\\\"d\"}"))
        .isNotEqualTo(ToolDigest.of("{\"a\":\"b\",\"c\":\"d\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{}{}",
        "{\"a\":}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1e2147483648}",
        "{\"a\":1e-99999999999}"
      })
  void refusesWhatIsNoObjectOrBeyondReason(String definition) {
    assertThatThrownBy(() -> ToolDigest.of(definition)).isInstanceOf(MalformedException.class);
  }
}
