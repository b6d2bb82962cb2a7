// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What parsers are known to disagree on, against both readers: that of whole lines and of long
 * ones.
 */
class ParserDifferentialTest {
  private static final int MUTATIONS =
      Integer.getInteger(
          "portcullis.mcp.mutations",
          Boolean.getBoolean("portcullis.exhaustive") ? 100_000 : 5_000);

  private final MessageReader reader = new MessageReader(1 << 20);

  private static byte[] answer(String value) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + value + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private boolean scannerAccepts(byte[] line, int cut) {
    ResponseScanner scanner = new ResponseScanner(reader);
    try {
      scanner.feed(java.util.Arrays.copyOfRange(line, 0, cut));
      scanner.feed(java.util.Arrays.copyOfRange(line, cut, line.length));
      scanner.end();
      return !scanner.asks();
    } catch (NotAResponseException e) {
      return false;
    }
  }

  private boolean readerAccepts(byte[] line) {
    try {
      return reader.read(line, false).get(0) instanceof Message.Response;
    } catch (MalformedException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-1",
        "0",
        "-0",
        "1.5",
        "1e5",
        "1E+5",
        "1e-05",
        "0.0",
        "0e1",
        "true",
        "false",
        "null",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "\"\u007f\u2028\u2029\"",
        "[]",
        "{}",
        "[1,2]",
        "{\"a\":{\"b\":[]}}",
        "\"\uD83D\uDE00\"",
        "\"\\uD83D\\uDE00\"",
        "[ 1 , 2 ]",
        "{\"method\":\"tools/call\"}",
        "{\"\":1}",
        "\"}\"",
        "\"{\\\"method\\\":1}\""
      })
  void bothAcceptWhatIsJson(String value) {
    byte[] line = answer(value);

    assertThat(readerAccepts(line)).isTrue();
    for (int cut = 0; cut <= line.length; cut++) {
      assertThat(scannerAccepts(line, cut)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "--1",
        "-",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "-Infinity",
        "TRUE",
        "nul",
        "nulll",
        "undefined",
        "'a'",
        "a",
        "\"\\a\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\U0041\"",
        "\"\t\"",
        "\"\u001f\"",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{1:1}",
        "[}",
        "{]",
        "1//x",
        "1/*x*/",
        "#x",
        "[1;2]",
        "\"a\" \"b\"",
        "\u00a01",
        "\u20281",
        "\f1",
        "",
        "1,\"method\":\"m\"",
        "1,\"Method\":\"m\"",
        "1,\"meth\\u006fd\":\"m\"",
        "1,\"params\":{}",
        "1,\"error\":{}",
        "1,\"result\":2",
        "1,\"id\":2",
        "1,\"jsonrpc\":\"2.0\"",
        "1}{\"method\":\"m\"",
        "1}}",
        "1},{}",
        "1} x"
      })
  void bothRefuseWhatSomeParsersAccept(String value) {
    byte[] line = answer(value);

    assertThat(readerAccepts(line)).isFalse();
    for (int cut = 0; cut <= line.length; cut++) {
      assertThat(scannerAccepts(line, cut)).isFalse();
    }
  }

  @Test
  void bothParsersAgreeOnMutatedMessages() {
    byte[] seed =
        ("{\"jsonrpc\":\"2.0\", \"id\":\"a\\u0062\",\"result\":{\"isError\":true,\"x\":[1.5e-3,"
                + "-0,null,false,{\"y\":\"\\\"\u20ac\uD83D\uDE00\\n\"}],\"z\":\"{}[],:\"}}\r")
            .getBytes(StandardCharsets.UTF_8);
    byte[] palette =
        "\"\\{}[]:,0123456789eE+-. \t\rntfaulsr\u20ac\u0001".getBytes(StandardCharsets.UTF_8);
    Random random = new Random(4);

    for (int i = 0; i < MUTATIONS; i++) {
      byte[] line = seed.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(line.length);
        line[at] =
            random.nextBoolean()
                ? palette[random.nextInt(palette.length)]
                : (byte) random.nextInt(256);
      }
      compare(line, random.nextInt(line.length + 1));
    }
  }

  /** The scanner may be blind below the top for what only whole messages are checked for. */
  private void compare(byte[] line, int cut) {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    boolean scanned = scannerAccepts(line, cut);
    try {
      boolean whole = reader.read(line, false).get(0) instanceof Message.Response;
      // The scanner knows four names; others pass only in whole messages.
      assertThat(!scanned || whole).as(text).isTrue();
      if (whole && !scanned) {
        assertThat(text)
            .as("only a changed name")
            .doesNotMatch(
                "(?s)\\{\"jsonrpc\":\"2.0\", *\"id\":\"[a-z\\\\u0-9]*\",\"result\":\\{.*");
      }
    } catch (MalformedException e) {
      assertThat(
              !scanned
                  || Set.of(Reason.DUPLICATE_KEY, Reason.LONE_SURROGATE, Reason.NUL)
                      .contains(e.reason()))
          .as("%s: %s", e.reason(), text)
          .isTrue();
    } catch (IndexOutOfBoundsException e) {
      assertThat(scanned).isFalse();
    }
  }
}
