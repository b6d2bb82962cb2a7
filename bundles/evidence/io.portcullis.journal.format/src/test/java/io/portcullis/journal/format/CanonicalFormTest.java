// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.journal.format.CanonicalParser.NotCanonical;
import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Items;
import io.portcullis.journal.format.JournalValue.Nothing;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Truth;
import io.portcullis.journal.format.JournalValue.Whole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalFormTest {

  private static JournalValue parse(String json) throws NotCanonical {
    return CanonicalParser.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "17",
        "9007199254740991",
        "\"\"",
        "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u001f\u007f\u2028\uD83D\uDE00\"",
        "[]",
        "[1,[2],{}]",
        "{}",
        // The names of RFC 8785, 3.2.3, sorted by UTF-16 code units.
        "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,\"\uD83D\uDE00\":6,\"\ufb33\":7}"
      })
  void readsAndWritesWhatIsCanonical(String json) throws NotCanonical {
    assertThat(parse(json).canonical()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "[1, 2]",
        "{\"a\" :1}",
        "\uFEFF{}",
        "1\r",
        "-1",
        "-0",
        "00",
        "01",
        "1.0",
        "1e3",
        "1E3",
        "9007199254740992",
        "99999999999999999999999999",
        "tru",
        "True",
        "nul",
        "NaN",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u000A\"",
        "\"\\u000a\"",
        "\"\\u001F\"",
        "\"\\ud83d\\ude00\"",
        "\"\\x\"",
        "\"\\",
        "\"\\u00",
        "\"\t\"",
        "\"\u0000\"",
        "\"a",
        "'a'",
        "[1,]",
        "[,1]",
        "[1",
        "[1 2]",
        "{\"a\":1,}",
        "{\"a\":1",
        "{a:1}",
        "{\"a\"}",
        "{\"b\":1,\"a\":2}",
        "{\"a\":1,\"a\":1}",
        "{\"\ufb33\":7,\"\uD83D\uDE00\":6}",
        "1\n2",
        "{}{}",
        "\u0000"
      })
  void refusesWhatCouldBeWrittenOtherwise(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(NotCanonical.class);
  }

  @ParameterizedTest
  @CsvSource({
    "22C080, overlong",
    "22EDA080, half a pair",
    "2280, a lone byte",
    "22F4908080, too high"
  })
  void refusesWhatIsNoUtf8(String hex, String why) {
    byte[] bytes = HexFormat.of().parseHex(hex + "22");
    assertThatThrownBy(() -> CanonicalParser.parse(bytes)).as(why).isInstanceOf(NotCanonical.class);
  }

  @Test
  void namesThePlace() {
    assertThatThrownBy(() -> parse("{\"b\":1,\"a\":2}"))
        .hasMessage("names are not sorted, at character 11");
    assertThatThrownBy(() -> parse("{\"a\":1,\"a\":2}"))
        .hasMessage("a name is given twice, at character 11");
    assertThatThrownBy(() -> parse("{\"a\":1.5}")).hasMessage("expected }, at character 7");
  }

  @Test
  void boundsDepthAndNumberOfValues() throws NotCanonical {
    String deep = "[".repeat(32) + "1" + "]".repeat(32);
    assertThat(parse(deep).canonical()).isEqualTo(deep);
    assertThatThrownBy(() -> parse("[" + deep + "]")).hasMessageContaining("32 levels");
    assertThatThrownBy(() -> parse("[" + "[".repeat(1_000_000))).isInstanceOf(NotCanonical.class);
    assertThatThrownBy(() -> parse("[" + "1,".repeat(1_000_000) + "1]"))
        .hasMessageContaining("1000000 values");
  }

  @Test
  void refusesToWriteHalfAPair() {
    for (String half : List.of("\uD83D", "\uDE00", "\uD83Da", "\uDE00\uD83D")) {
      assertThatThrownBy(() -> new Text(half).canonical())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesNumbersOutsideTheRange() {
    assertThatThrownBy(() -> new Whole(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Whole(1L << 53)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sortsMembersWhateverTheOrderOfTheGivenMap() {
    TreeMap<String, JournalValue> backwards = new TreeMap<>(Comparator.reverseOrder());
    backwards.put("a", new Nothing());
    backwards.put("b", new Truth(true));
    assertThat(new Fields(backwards).canonical()).isEqualTo("{\"a\":null,\"b\":true}");
  }

  /** What is written is read back; and whatever is read is written back as it was. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noTwoTextsHaveOneValue(long seed) throws NotCanonical {
    Random random = new Random(seed);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      JournalValue value = value(random, 0);
      String json = value.canonical();
      assertThat(parse(json)).isEqualTo(value);
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      bytes[random.nextInt(bytes.length)] =
          (byte) " {}[]\":,\\u01a9n\u007f".charAt(random.nextInt(16));
      try {
        JournalValue other = CanonicalParser.parse(bytes);
        assertThat(other.canonical().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        read++;
      } catch (NotCanonical e) {
        assertThat(e).hasMessageNotContaining("null,");
      }
    }
    assertThat(read).isPositive();
  }

  private static JournalValue value(Random random, int depth) {
    switch (random.nextInt(depth > 3 ? 4 : 6)) {
      case 0:
        return new Text(text(random));
      case 1:
        return new Whole(random.nextLong() & JournalValue.MAX_WHOLE);
      case 2:
        return new Truth(random.nextBoolean());
      case 3:
        return new Nothing();
      case 4:
        List<JournalValue> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(random, depth + 1));
        }
        return new Items(items);
      default:
        TreeMap<String, JournalValue> members = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          members.put(text(random), value(random, depth + 1));
        }
        return new Fields(members);
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int point = random.nextInt(random.nextBoolean() ? 128 : 0x110000);
      out.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
    }
    return out.toString();
  }
}
