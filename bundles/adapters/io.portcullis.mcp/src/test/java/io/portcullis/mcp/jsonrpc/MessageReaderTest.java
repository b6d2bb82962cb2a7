// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
  private static final int MAX = 1 << 20;

  private final MessageReader reader = new MessageReader(MAX);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Message read(String line) throws MalformedException {
    List<Message> messages = reader.read(utf8(line), false);
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  private void assertRefused(Reason reason, byte[] line) {
    assertThatThrownBy(() -> reader.read(line, false))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private void assertRefused(Reason reason, String line) {
    assertRefused(reason, utf8(line));
  }

  @Nested
  class Understands {

    @Test
    void requestIsReadWithThePositionsOfItsParameters() throws MalformedException {
      String line =
          " { \"id\" : 7 ,\t\"params\":{ \"name\":\"r\\u0065ad\",\"arguments\" : {\"p\": [1, 2e5,"
              + " \"\\u00e9\u20ac\uD83D\uDE00\"] } ,\"_meta\":{}}, \"jsonrpc\":\"2.0\","
              + " \"method\":\"tools/call\" } ";

      Message.Request request = (Message.Request) read(line);

      assertThat(request.text()).isEqualTo(line);
      assertThat(request.id()).isEqualTo(new RequestId(true, "7"));
      assertThat(request.method()).isEqualTo("tools/call");
      assertThat(request.params().text("name")).isEqualTo("read");
      assertThat(request.params().get("arguments").in(line))
          .isEqualTo("{\"p\": [1, 2e5, \"\\u00e9\u20ac\uD83D\uDE00\"] }");
      assertThat(request.params().get("_meta").in(line)).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "1",
          "-12.50e+3",
          "0",
          "true",
          "false",
          "null",
          "\"\"",
          "\"a\\\"b\"",
          "[]",
          "{}",
          "[{\"a\":[{}]},2]",
          "123456789012345678901234567890"
        })
    void valueOfAnyKindHasItsPosition(String value) throws MalformedException {
      for (String space : List.of("", " ", "\t ")) {
        String line =
            "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"before\":"
                + space
                + value
                + space
                + ",\"after\":"
                + space
                + value
                + space
                + "}}";

        Members params = ((Message.Notification) read(line)).params();

        assertThat(params.get("before").in(line)).isEqualTo(value);
        assertThat(params.get("after").in(line)).isEqualTo(value);
      }
    }

    @Test
    void valueBeyondTheParsersBufferHasItsPosition() throws MalformedException {
      String filler = "\u20ac\\n".repeat(50_000);
      String line =
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"filler\":\""
              + filler
              + "\",\"last\":{\"x\":\""
              + filler
              + "\"}}}";

      Members params = ((Message.Notification) read(line)).params();

      assertThat(params.get("filler").in(line)).isEqualTo('"' + filler + '"');
      assertThat(params.get("last").in(line)).isEqualTo("{\"x\":\"" + filler + "\"}");
    }

    @Test
    void notificationIsRead() throws MalformedException {
      assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
          .isInstanceOf(Message.Notification.class);
    }

    @Test
    void resultAndErrorAreRead() throws MalformedException {
      Message.Response result =
          (Message.Response) read("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"x\":1}}");
      Message.Response error =
          (Message.Response) read("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":1}}");

      assertThat(result.failed()).isFalse();
      assertThat(error.failed()).isTrue();
      assertThat(result.id()).isEqualTo(new RequestId(false, "a")).isEqualTo(error.id());
    }

    @Test
    void nullParamsAreReadAsAbsent() throws MalformedException {
      Message.Request request =
          (Message.Request) read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":null}");
      Message.Notification told =
          (Message.Notification) read("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":null}");

      assertThat(request.params()).isEqualTo(Members.NONE).isEqualTo(told.params());
      assertThat(request.text()).endsWith("\"params\":null}");
    }

    @Test
    void resultMarkedAsAnErrorHasFailed() throws MalformedException {
      Message.Response response =
          (Message.Response) read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"isError\": true }}");

      assertThat(response.failed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"id\":null,"})
    void errorWithoutARequestIdIsRead(String id) throws MalformedException {
      Message.Response response =
          (Message.Response) read("{\"jsonrpc\":\"2.0\"," + id + "\"error\":{}}");

      assertThat(response.id()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\r"})
    void blankLineHoldsNoMessage(String line) throws MalformedException {
      assertThat(reader.read(utf8(line), false)).isEmpty();
    }

    @Test
    void carriageReturnBeforeTheLineFeedIsAccepted() throws MalformedException {
      assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"m\"}\r").text()).endsWith("}\r");
    }

    @Test
    void unknownMembersAreAccepted() throws MalformedException {
      assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"extra\":[]}").text())
          .contains("extra");
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        value = {
          "0,0,true",
          "-1,-1,true",
          "9007199254740991,9007199254740991,true",
          "-9007199254740991,-9007199254740991,true",
          "\"\",``,false",
          "\"1\",1,false",
          "\"\\u0061\\/b\",a/b,false"
        })
    void unambiguousIdIsRead(String json, String value, boolean number) throws MalformedException {
      Message.Request request =
          (Message.Request) read("{\"jsonrpc\":\"2.0\",\"id\":" + json + ",\"method\":\"m\"}");

      assertThat(request.id()).isEqualTo(new RequestId(number, value));
    }
  }

  @Nested
  class Refuses {

    @Test
    void lineOverTheLimitIsRefused() throws MalformedException {
      String message = "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}";

      assertThat(reader.read(utf8(message + " ".repeat(MAX - message.length())), false)).hasSize(1);
      assertRefused(Reason.TOO_LARGE, message + " ".repeat(MAX + 1 - message.length()));
    }

    @Test
    void parametersWithTooManyMembersAreRefused() {
      StringBuilder params = new StringBuilder();
      for (int i = 0; i <= StrictJson.MAX_MEMBERS; i++) {
        params.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1");
      }

      assertRefused(
          Reason.TOO_LARGE, "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{" + params + "}}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "C0AF",
          "C1BF",
          "E08080",
          "EDA080",
          "EDBFBF",
          "F08080AF",
          "F4908080",
          "F5808080",
          "80",
          "C3",
          "E282",
          "FF",
          "FE"
        })
    void invalidUtf8IsRefused(String hex) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes(utf8("{\"jsonrpc\":\"2.0\",\"method\":\""));
      line.writeBytes(java.util.HexFormat.of().parseHex(hex));
      line.writeBytes(utf8("\"}"));

      assertRefused(Reason.NOT_UTF8, line.toByteArray());
    }

    @Test
    void byteOrderMarkIsRefused() {
      assertRefused(Reason.BYTE_ORDER_MARK, "\uFEFF{\"jsonrpc\":\"2.0\",\"method\":\"m\"}");
    }

    @Test
    void otherEncodingIsRefused() {
      String message = "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}";

      assertRefused(Reason.NUL, message.getBytes(StandardCharsets.UTF_16LE));
      assertRefused(Reason.NUL, message.getBytes(StandardCharsets.UTF_16BE));
      assertRefused(Reason.NUL, message.getBytes(java.nio.charset.Charset.forName("UTF-32BE")));
      assertRefused(Reason.NUL, message.getBytes(java.nio.charset.Charset.forName("UTF-32LE")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"jsonrpc\":\"2.0\",\"method\":\"a\0b\"}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}\0",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\\u0000\":1}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":[{\"x\\u0000\":1}]}}"
        })
    void nulIsRefused(String line) {
      assertRefused(Reason.NUL, line);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"jsonrpc\":\"2.0\",\r\"method\":\"m\"}",
          "{\"jsonrpc\":\"2.0\",\n\"method\":\"m\"}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}\r\r",
          "\r{\"jsonrpc\":\"2.0\",\"method\":\"m\"}"
        })
    void lineBreakIsRefused(String line) {
      assertRefused(Reason.LINE_BREAK, line);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"method\":\"n\"}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"meth\\u006fd\":\"n\"}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":1,\"a\":1}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":{\"b\":[{\"c\":1,\"\\u0063\":2}]}}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":{\"a\":1,\"a\":1}}"
        })
    void repeatedNameIsRefusedAtAnyDepth(String line) {
      assertRefused(Reason.DUPLICATE_KEY, line);
    }

    @Test
    void nestingOverTheLimitIsRefused() throws MalformedException {
      String begin = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":";

      assertThat(read(begin + "[".repeat(127) + "]".repeat(127) + "}")).isNotNull();
      assertRefused(Reason.TOO_DEEP, begin + "[".repeat(128) + "]".repeat(128) + "}");
      assertRefused(Reason.TOO_DEEP, "[".repeat(100_000).replaceFirst(".", begin));
    }

    @Test
    void numberOverTheLimitIsRefused() throws MalformedException {
      String begin = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":";

      assertThat(read(begin + "1".repeat(1_000) + "}")).isNotNull();
      assertRefused(Reason.LONG_NUMBER, begin + "1".repeat(1_001) + "}");
      assertRefused(Reason.LONG_NUMBER, begin + "1." + "1".repeat(1_001) + "}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}{}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\"} 1",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}\t\"\""
        })
    void textAfterTheMessageIsRefused(String line) {
      assertRefused(Reason.TRAILING, line);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"jsonrpc\":\"2.0\",\"method\":\"\\ud800\"}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":[\"\\udc00x\"]}}",
          "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":\"\\ude00\\ud83d\"}"
        })
    void halfASurrogatePairIsRefused(String line) {
      assertRefused(Reason.LONE_SURROGATE, line);
    }

    @Test
    void halfASurrogatePairInANameIsRefused() {
      assertThatThrownBy(() -> read("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"\\ud83d\":1}"))
          .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"a\"", "null", "true"})
    void valueThatIsNotAnObjectIsRefused(String line) {
      assertRefused(Reason.NOT_AN_OBJECT, line);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Id",
          "ID",
          "Method",
          "METHOD",
          "mEthod",
          "Params",
          "PARAMS",
          "Result",
          "Error",
          "JsonRpc",
          "re\u017Fult",
          "param\u017F",
          "\\u0049d",
          "\u0130d",
          "\u0131d"
        })
    void knownKeyInAnotherCaseIsRefused(String key) {
      assertRefused(
          Reason.CASE_VARIANT, "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"" + key + "\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"jsonrpc\":\"1.0\",", "\"jsonrpc\":2.0,", "\"jsonrpc\":null,"})
    void otherVersionOfJsonRpcIsRefused(String version) {
      assertRefused(Reason.VERSION, "{" + version + "\"id\":1,\"method\":\"m\"}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "null",
          "true",
          "{}",
          "[]",
          "[1]",
          "1.0",
          "1e2",
          "1.5",
          "-0",
          "9007199254740992",
          "-9007199254740992",
          "123456789012345678901234567890",
          "\"a\\u0000\""
        })
    void ambiguousIdIsRefused(String id) {
      assertRefused(Reason.ID, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}");
      assertRefused(Reason.ID, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    }

    @Test
    void idOverTheLimitIsRefused() throws MalformedException {
      String most = "\"" + "i".repeat(RequestId.MAX_LENGTH) + "\"";
      String over = "\"" + "i".repeat(RequestId.MAX_LENGTH + 1) + "\"";

      assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":" + most + ",\"method\":\"m\"}")).isNotNull();
      assertRefused(Reason.ID, "{\"jsonrpc\":\"2.0\",\"id\":" + over + ",\"method\":\"m\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{}", "[\"m\"]", "\"tools/call\\u0000\""})
    void methodThatIsNotPlainTextIsRefused(String method) {
      assertRefused(Reason.METHOD, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":" + method + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "\"\""})
    void paramsThatAreNotAnObjectAreRefused(String params) {
      assertRefused(
          Reason.PARAMS,
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":" + params + "}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"id\":1,\"method\":\"m\",\"result\":{}",
          "\"id\":1,\"method\":\"m\",\"error\":{}",
          "\"method\":\"m\",\"result\":{}",
          "\"id\":1,\"result\":{},\"error\":{}",
          "\"id\":1,\"result\":{},\"params\":{}",
          "\"id\":1"
        })
    void messageThatIsNeitherRequestNorResponseOrBothIsRefused(String members) {
      assertRefused(Reason.SHAPE, "{\"jsonrpc\":\"2.0\"," + members + "}");
    }

    @Test
    void resultWithoutAnIdIsRefused() {
      assertRefused(Reason.ID, "{\"jsonrpc\":\"2.0\",\"result\":{}}");
    }

    @Test
    void refusalNeverQuotesTheLine() {
      assertThatThrownBy(() -> read("{\"jsonrpc\":\"2.0\",\"secret\":\"s3cret\" \"x\"}"))
          .hasMessageNotContaining("s3cret")
          .hasNoCause();
    }
  }

  @Nested
  class Batches {

    @Test
    void batchIsRefusedInARevisionWithoutBatches() {
      assertRefused(Reason.BATCH, "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"}]");
      assertRefused(Reason.BATCH, " []");
    }

    @Test
    void messagesOfABatchAreReadOneByOne() throws MalformedException {
      List<Message> messages =
          reader.read(
              utf8(
                  "[ {\"jsonrpc\":\"2.0\",\"method\":\"m\"} ,"
                      + "{\"jsonrpc\":\"2.0\",\"id\":1, \"method\":\"n\"}]"),
              true);

      assertThat(messages)
          .extracting(Message::text)
          .containsExactly(
              "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}",
              "{\"jsonrpc\":\"2.0\",\"id\":1, \"method\":\"n\"}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"[]", "[1]", "[[]]", "[null]", "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"},[]]"})
    void batchOfOtherValuesIsRefused(String line) {
      assertThatThrownBy(() -> reader.read(utf8(line), true))
          .isInstanceOfSatisfying(
              MalformedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.BATCH_CONTENT));
    }

    @Test
    void batchOverTheLimitIsRefused() {
      String message = "{\"jsonrpc\":\"2.0\",\"method\":\"m\"}";
      String line = "[" + (message + ",").repeat(MessageReader.MAX_BATCH) + message + "]";

      assertThatThrownBy(() -> reader.read(utf8(line), true))
          .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"}",
          "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"},]",
          "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"}] []",
          "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"},{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"ID\":1}]"
        })
    void batchWithOneBadMessageIsRefusedAsAWhole(String line) {
      assertThatThrownBy(() -> reader.read(utf8(line), true))
          .isInstanceOf(MalformedException.class);
    }
  }
}
