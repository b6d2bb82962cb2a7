// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of messages that are refused. */
class EnvelopeScannerTest {
  private static final int ROUNDS =
      Integer.getInteger(
          "portcullis.mcp.mutations",
          Boolean.getBoolean("portcullis.exhaustive") ? 100_000 : 5_000);
  private static final RequestId SEVEN = new RequestId(true, "7");

  private static RefusedMessage scan(String message) {
    List<RefusedMessage> found =
        EnvelopeScanner.scan(message.getBytes(StandardCharsets.ISO_8859_1)); // bytes as they stand
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static String request(String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":" + params + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud83d\"}",
        "{\"\\udc00\":1}",
        "{\"a\":\"\u00ff\u00c0\u0080\"}",
        "{\"a\":\"cut \u00c3\"}",
        "{\"a\":NaN,\"b\":-Infinity}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\u0001\u0000\t\"}",
        "{\"a\":01,\"b\":+1,\"c\":0x1,\"d\":1e999999999}",
        "{\"a\":\"\\x\"}",
        "{\"a\":1,}",
        "[1,2,]",
        "null",
        "{\"id\":8,\"ID\":9}",
        "\"{\\\"id\\\":8}\""
      })
  void readsTheIdBesideValuesThatAreRefused(String params) {
    assertThat(scan(request(params)).requestId()).isEqualTo(SEVEN);
    assertThat(scan("{\"params\":" + params + ",\"method\":\"m\",\"id\":7}").requestId())
        .isEqualTo(SEVEN);
  }

  @Test
  void readsTheIdBesideDeepNesting() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(scan(request(deep)).requestId()).isEqualTo(SEVEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7,\"id\":7,\"method\":\"m\"}",
        "{\"id\":7,\"ID\":7,\"method\":\"m\"}",
        "{\"id\":7,\"\\u0069d\":8,\"method\":\"m\"}",
        "{\"id\":7,\" id\\t\":8,\"method\":\"m\"}",
        "{\"Id\":7,\"method\":\"m\"}",
        "{\"method\":\"m\",\"params\":{\"id\":7}}x",
        "{\"id\":{\"id\":7},\"method\":\"m\"}",
        "{\"id\":[7],\"method\":\"m\"}",
        "{\"id\":7.0,\"method\":\"m\"}",
        "{\"id\":NaN,\"method\":\"m\"}",
        "{\"id\":9007199254740993,\"method\":\"m\"}",
        "{\"id\":\"\\ud800\",\"method\":\"m\"}",
        "{\"id\":\"\u00ff\",\"method\":\"m\"}",
        "{\"id\":null,\"method\":\"m\"}",
        "{\"id\":7,\"method\":m\",\"x\":\"y\",\"id\":8}",
        "{\"id\":7,\"method\":\"m\"}{\"id\":8}",
        "{\"id\":7,\"method\":\"m\"}{\"\\u0069\\u0064\":8}",
        "{\"method\":\"m\",\"id\":7",
        "{'id':7,'method':'m'}",
        "\"id\":7",
        ""
      })
  void takesNoIdWhereThereIsDoubt(String message) {
    assertThat(scan(message).requestId()).isNull();
    assertThat(scan(message).expectsAnswer()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7,\"method\":\"m\",\"params\":{\"a\":\"cut",
        "{\"id\":7,\"method\":\"m\",\"params\":{",
        "{\"id\":7,\"method\":\"m\"} garbage",
        "{\"id\":7,\"method\":\"m\",\"params\":{]}",
        "{\"id\":7,\"method\" \"m\"}"
      })
  void keepsTheIdThatWasReadBeforeABreak(String message) {
    assertThat(scan(message).requestId()).isEqualTo(SEVEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"method\":\"m\",\"params\":{\"a\":NaN}}|false|",
        "{\"id\":7,\"result\":{\"a\":NaN}}|false|7",
        "{\"error\":{},\"id\":7,\"x\":NaN}|false|7",
        "{\"Result\":NaN,\"id\":7}|false|7",
        "{\"id\":7,\"id\":8,\"result\":NaN}|false|",
        "{\"id\":7,\"x\":NaN}|true|7",
        "{\"id\":7,\"method\":\"m\",\"result\":{}}|true|7"
      })
  void tellsWhoWaits(String message, boolean expectsAnswer, String answered) {
    RefusedMessage found = scan(message);
    assertThat(found.expectsAnswer()).isEqualTo(expectsAnswer);
    assertThat(found.answeredId())
        .isEqualTo(answered == null ? null : new RequestId(true, answered));
  }

  @Test
  void readsEachMessageOfABatch() {
    List<RefusedMessage> found =
        EnvelopeScanner.scan(
            ("[{\"id\":1,\"method\":\"m\"},3,[{\"id\":2}],{\"id\":\"x\",\"method\":\"m\",\"a\":NaN},"
                    + "{\"id\":5,\"method\":\"m\"},{\"id\":5,\"method\":\"n\"},{\"method\":\"m\"}]")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(found)
        .extracting(RefusedMessage::requestId)
        .containsExactly(new RequestId(true, "1"), new RequestId(false, "x"), null, null, null);
    assertThat(found)
        .extracting(RefusedMessage::expectsAnswer)
        .containsExactly(true, true, true, true, false);
  }

  /** One message whose ids are known because it was made so, not because anybody read it. */
  private static final class Made {
    private final Random random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> ids = new ArrayList<>();
    private boolean asks;
    private boolean answers;
    private boolean variant;

    Made(Random random) {
      this.random = random;
      List<Runnable> members = new ArrayList<>();
      for (int i = random.nextInt(4) == 0 ? random.nextInt(3) : 1; i > 0; i--) {
        members.add(this::id);
      }
      if (random.nextInt(5) > 0) {
        members.add(() -> member(spelled("method"), "\"tools/call\""));
        asks = true;
      } else if (random.nextInt(3) > 0) {
        members.add(() -> member(spelled("result"), value(2)));
        answers = true;
      }
      if (random.nextInt(12) == 0) {
        variant = true;
        String[] names = {"ID", "Id", " id", "iD\u00a0", "\\u0049d", "id\\n"};
        members.add(() -> member(names[random.nextInt(names.length)], "7"));
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        members.add(() -> member("k" + random.nextInt(3), value(3)));
      }
      Collections.shuffle(members, random);
      write(space() + "{");
      for (int i = 0; i < members.size(); i++) {
        write(i == 0 ? space() : space() + "," + space());
        members.get(i).run();
      }
      write(space() + "}" + space());
    }

    private void id() {
      String[] some = {"7", "-12", "\"a\"", "\"\\u00e9\\\"\"", "\"id\"", "0"};
      String id = some[random.nextInt(some.length)];
      ids.add(id);
      member(spelled("id"), id);
    }

    /** The same name, perhaps with escapes. */
    private String spelled(String name) {
      int at = random.nextInt(name.length());
      return random.nextInt(6) > 0
          ? name
          : name.substring(0, at)
              + "\\u%04X".formatted((int) name.charAt(at))
              + name.substring(at + 1);
    }

    private void member(String name, String value) {
      write("\"" + name + "\"" + space() + ":" + space() + value);
    }

    private String value(int depth) {
      String[] bad = {
        "NaN",
        "-Infinity",
        "01",
        "\"\\ud83d\"",
        "\"\u00ff\u00c3\"",
        "\"\u0001\u0000\"",
        "\"\\q\"",
        "\"{\\\"id\\\":5,\"",
        "\"\\\\\"",
        "1e999",
        "{\"id\":99,\"id\":98}",
        "{\"method\":\"m\",\"result\":1}",
        "[{\"id\":97}]",
        "true"
      };
      if (depth == 0 || random.nextInt(3) > 0) {
        return bad[random.nextInt(bad.length)];
      }
      return random.nextBoolean()
          ? "[" + value(depth - 1) + space() + "," + value(depth - 1) + "]"
          : "{\"id\":" + value(depth - 1) + ",\"x\":" + space() + value(depth - 1) + "}";
    }

    private String space() {
      return random.nextInt(3) > 0 ? "" : random.nextBoolean() ? " " : "\t ";
    }

    private void write(String text) {
      bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String expected() {
      return ids.size() == 1 && !variant ? ids.get(0) : null;
    }
  }

  private static String decoded(String id) {
    return id.startsWith("\"") ? id.replace("\\u00e9", "\u00e9").replace("\\\"", "\"") : id;
  }

  @Test
  void findsTheIdsThatMadeMessagesHaveHoweverTheyArrive() {
    Random random = new Random(5);
    for (int round = 0; round < ROUNDS; round++) {
      Made made = new Made(random);
      byte[] bytes = made.bytes.toByteArray();
      RefusedMessage found = inPieces(bytes, random);
      String raw = found.id() == null ? null : found.id().value();
      String value = made.expected() == null ? null : decoded(made.expected());
      String expected =
          value != null && value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
      assertThat(raw).as("seed 5, round %d: %s", round, new String(bytes)).isEqualTo(expected);
      assertThat(found.asks()).as(new String(bytes)).isEqualTo(made.asks);
      assertThat(found.answers()).as(new String(bytes)).isEqualTo(made.answers);
      assertThat(found.complete()).as(new String(bytes)).isTrue();
    }
  }

  private static RefusedMessage inPieces(byte[] bytes, Random random) {
    EnvelopeScanner scanner = new EnvelopeScanner();
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
      scanner.feed(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return scanner.end().get(0);
  }

  /** The strict reader is the oracle for whatever it accepts. */
  @Test
  void agreesWithTheReaderOnMutatedMessagesThatItAccepts() {
    MessageReader reader = new MessageReader(1 << 16);
    Random random = new Random(9);
    byte[] model =
        "{\"jsonrpc\":\"2.0\",\"id\":\"a1\",\"method\":\"m\",\"params\":{\"id\":3,\"x\":[{\"id\":4}]}}"
            .getBytes(StandardCharsets.UTF_8);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = model.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = model[random.nextInt(model.length)];
      }
      RefusedMessage found = EnvelopeScanner.scan(bytes).get(0);
      try {
        Message message = reader.read(bytes, false).get(0);
        accepted++;
        RequestId expected = message instanceof Message.Request asked ? asked.id() : null;
        assertThat(found.requestId()).as(new String(bytes)).isEqualTo(expected);
      } catch (MalformedException e) {
        assertThat(e.refused()).as(new String(bytes)).containsExactly(found);
      }
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 20);
  }
}
