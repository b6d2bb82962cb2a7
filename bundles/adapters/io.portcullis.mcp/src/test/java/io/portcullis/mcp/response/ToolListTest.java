// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a list, character by character and as JSON. */
class ToolListTest {
  private static final int LISTS =
      Integer.getInteger(
          "portcullis.mcp.lists", Boolean.getBoolean("portcullis.exhaustive") ? 20_000 : 1_000);

  private final MessageReader reader = new MessageReader(16 << 20);

  private ToolList read(String line) throws MalformedException {
    return ToolList.of((Message.Response) reader.message(line), reader);
  }

  private static String answer(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "abc|[ A , B ,C ]",
        "ab|[ A , B ]",
        "bc|[ B ,C ]",
        "ac|[ A ,C ]",
        "a|[ A ]",
        "b|[ B ]",
        "c|[ C ]",
        "none|[  ]"
      })
  void keepsEveryCharacterOfWhatStays(String shown, String list) throws MalformedException {
    String before = " {\"result\" : {\"nextCursor\":\"c\" ,\"tools\": [ A , B ,C ]}, \"id\":1,";
    String line = before + "\"jsonrpc\":\"2.0\"} \r";

    assertThat(
            read(tools(line))
                .text(name -> !shown.equals("none") && shown.contains(name), false, true))
        .isEqualTo(tools(line.replace("[ A , B ,C ]", list)));
  }

  private static String tools(String text) {
    return text.replace(" A ", " {\"name\":\"a\", \"x\":[1.0]} ")
        .replace(" B ", " {\"name\":\"\\u0062\"} ")
        .replace("C ]", "{\"y\":\"}],\",\"name\":\"c\"} ]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"tools\":[],\"cacheScope\":\"public\"}|true|false|{\"tools\":[],\"cacheScope\":\"private\"}",
        "{\"cacheScope\" : 1 ,\"tools\":[ ]}|true|true|{\"cacheScope\" : \"private\" ,\"tools\":["
            + " ]}",
        "{\"cacheScope\":\"\\u0070rivate\"}|true|true|{\"cacheScope\":\"\\u0070rivate\"}",
        "{ \"tools\":[]}|true|true|{\"cacheScope\":\"private\", \"tools\":[]}",
        "{ }|true|true|{\"cacheScope\":\"private\" }",
        "{\"tools\":[]}|true|false|{\"tools\":[]}",
        "{\"tools\":[],\"cacheScope\":\"public\"}|false|true|{\"tools\":[],\"cacheScope\":\"public\"}"
      })
  void keepsAListOfOnesOwnFromSharedCaches(
      String result, boolean personal, boolean modern, String expected) throws MalformedException {
    assertThat(read(answer(result)).text(name -> true, personal, modern))
        .isEqualTo(answer(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tools\":{}}",
        "{\"tools\":null}",
        "{\"tools\":[1]}",
        "{\"tools\":[[]]}",
        "{\"tools\":[{\"name\":\"a\"},null]}",
        "{\"tools\":[{}]}",
        "{\"tools\":[{\"name\":1}]}",
        "{\"tools\":[{\"name\":null}]}",
        "{\"tools\":[{\"Name\":\"a\",\"name\":\"b\"}]}",
        "{\"tools\":[{\"name\":\"a\"},{\"name\":\"\\u0061\"}]}",
        "{\"Tools\":[{\"name\":\"a\"}],\"tools\":[]}",
        "{\"tools\":[],\"cachescope\":\"public\"}",
        "{\"tools\":[],\"NextCursor\":\"x\"}",
        "[]",
        "null",
        "\"tools\""
      })
  void refusesWhatTwoReadersCouldReadDifferently(String result) {
    assertThatThrownBy(() -> read(answer(result))).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesOneToolBeyondTheLimit() throws MalformedException {
    String most =
        IntStream.range(0, ToolList.MAX_TOOLS)
            .mapToObj(i -> "{\"name\":\"t" + i + "\"}")
            .collect(Collectors.joining(","));

    assertThat(read(answer("{\"tools\":[" + most + "]}")).callable()).hasSize(ToolList.MAX_TOOLS);
    assertThatThrownBy(() -> read(answer("{\"tools\":[" + most + ",{\"name\":\"x\"}]}")))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void leavesOutToolsThatNoCallCouldName() throws MalformedException {
    List<String> names = List.of("", "a\\u0000", "mcp:x", "LLM_call", "n".repeat(1_001), "good");
    String tools =
        names.stream().map(n -> "{\"name\":\"" + n + "\"}").collect(Collectors.joining(","));
    ToolList list = read(answer("{\"tools\":[" + tools + "]}"));

    assertThat(list.callable()).containsExactly("good");
    assertThat(list.definitions()).containsExactly(entry("good", "{\"name\":\"good\"}"));
  }

  @Test
  void agreesWithATreeModelOnListsOfAnyShape() throws Exception {
    ObjectMapper mapper =
        new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    for (int seed = 0; seed < LISTS; seed++) {
      RandomList random = new RandomList(new Random(seed));
      String line = random.line();
      Set<String> shown = random.some();
      boolean personal = random.chance();
      boolean modern = random.chance();

      String text = read(line).text(shown::contains, personal, modern);

      ObjectNode expected = (ObjectNode) mapper.readTree(line);
      ObjectNode result = (ObjectNode) expected.get("result");
      ArrayNode tools = (ArrayNode) result.get("tools");
      for (int i = tools.size() - 1; i >= 0; i--) {
        if (!shown.contains(tools.get(i).get("name").textValue())) {
          tools.remove(i);
        }
      }
      if (personal && (modern || result.has("cacheScope"))) {
        result.put("cacheScope", "private");
      }
      JsonNode actual = mapper.readTree(text);
      assertThat(actual).as("seed %d: %s", seed, line).isEqualTo(expected);
      assertThat(text).doesNotContain("\n");
      if (shown.containsAll(random.names) && !personal) {
        assertThat(text).isEqualTo(line);
      }
    }
  }

  /** A list with blanks, escapes and values wherever they may be. */
  private static final class RandomList {
    private final Random random;
    private final Set<String> names = new TreeSet<>();

    RandomList(Random random) {
      this.random = random;
      for (int i = random.nextInt(7); i > 0; i--) {
        names.add(
            List.of("a", "b\"", "c\\", "d]", "e,{", "\u20ac", "\uD83D\uDE00", "tool")
                .get(random.nextInt(8)));
      }
    }

    boolean chance() {
      return random.nextBoolean();
    }

    Set<String> some() {
      return chance() ? names : names.stream().filter(n -> chance()).collect(Collectors.toSet());
    }

    String line() {
      List<String> members =
          shuffled(
              List.of(
                  "\"tools\"" + blank() + ":" + blank() + list(),
                  chance() ? "\"nextCursor\":" + value(1) : "\"x\":" + value(2),
                  chance() ? "\"cacheScope\" :\"public\"" : "\"_meta\":" + value(3)));
      List<String> top =
          shuffled(
              List.of(
                  "\"jsonrpc\":\"2.0\"", "\"id\":7", "\"result\":" + blank() + object(members)));
      return blank() + object(top) + blank();
    }

    private List<String> shuffled(List<String> list) {
      List<String> copy = new java.util.ArrayList<>(list);
      java.util.Collections.shuffle(copy, random);
      return copy;
    }

    private String object(List<String> members) {
      return "{" + blank() + String.join(blank() + "," + blank(), members) + blank() + "}";
    }

    private String list() {
      List<String> tools =
          shuffled(List.copyOf(names)).stream()
              .map(
                  name ->
                      object(
                          shuffled(
                              List.of("\"name\":" + blank() + quoted(name), "\"z\":" + value(3)))))
              .toList();
      return "[" + blank() + String.join(blank() + "," + blank(), tools) + blank() + "]";
    }

    private String quoted(String name) {
      StringBuilder text = new StringBuilder("\"");
      for (char c : name.toCharArray()) {
        boolean must = c == '"' || c == '\\';
        text.append(must || chance() ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
      return text.append('"').toString();
    }

    private String value(int depth) {
      return switch (random.nextInt(depth == 0 ? 5 : 7)) {
        case 0 -> "null";
        case 1 -> "-1.50e3";
        case 2 -> "\"],[{}\\\"\\\\\"";
        case 3 -> "12";
        case 4 -> "true";
        case 5 -> "[" + value(depth - 1) + blank() + "," + value(depth - 1) + "]";
        default -> object(List.of("\"tools\":" + value(depth - 1), "\"name\":" + value(depth - 1)));
      };
    }

    private String blank() {
      return List.of("", "", " ", "\t", "  ").get(random.nextInt(5));
    }
  }
}
