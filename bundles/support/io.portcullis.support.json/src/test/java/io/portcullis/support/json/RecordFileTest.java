// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFileTest {
  private static final RecordFile FILE = new RecordFile("names", 20);

  private record Name(String name, Instant at) {}

  private static Name name(TextObject members) {
    String name = members.take("name");
    TextObject.require(!name.equals("bad"), "bad is no name");
    return new Name(name, members.takeOptional("at").map(Instant::parse).orElse(Instant.EPOCH));
  }

  private static List<Name> read(String text) throws IOException {
    return FILE.read(text.getBytes(StandardCharsets.UTF_8), 3, RecordFileTest::name);
  }

  private static Map<String, String> members(String name) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("at", "2026-01-01T00:00:00Z");
    return members;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "\"\\\n\0", "é\u2028\u202e", "\ud83d\ude00", "\ud83d and \ude00"})
  void readsBackExactlyWhatWasWritten(String name) throws IOException {
    byte[] text = FILE.write(List.of(members("first"), members(name)));
    assertThat(FILE.read(text, 3, RecordFileTest::name)).extracting(Name::name).contains(name);
    for (byte b : text) {
      assertThat(b).isGreaterThanOrEqualTo((byte) '\n');
    }
  }

  @Test
  void writesALineForEachRecord() throws IOException {
    String text = new String(FILE.write(List.of(members("a"), members("b"))), "US-ASCII");
    assertThat(text)
        .isEqualTo(
            "{\"version\":1,\"names\":[\n"
                + "{\"name\":\"a\",\"at\":\"2026-01-01T00:00:00Z\"},\n"
                + "{\"name\":\"b\",\"at\":\"2026-01-01T00:00:00Z\"}]}\n");
    assertThat(new String(FILE.write(List.of()), "US-ASCII"))
        .isEqualTo("{\"version\":1,\"names\":[]}\n");
  }

  @Test
  void refusesEveryTruncatedFile() throws IOException {
    byte[] text = FILE.write(List.of(members("a"), members("b")));
    for (int length = 0; length < text.length - 1; length++) { // the last one is a line end
      byte[] cut = Arrays.copyOf(text, length);
      assertThatThrownBy(() -> FILE.read(cut, 3, RecordFileTest::name))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[]|not an object",
        "{}|the version is missing",
        "{\"version\":1}|the list of names is missing",
        "{\"version\":2,\"names\":[]}|the version is not 1",
        "{\"version\":1.0,\"names\":[]}|the version is not 1",
        "{\"version\":1,\"names\":{}}|names is not a list",
        "{\"version\":1,\"names\":[1]}|a member of names is not an object",
        "{\"version\":1,\"names\":[{}]}|no name",
        "{\"version\":1,\"names\":[{\"name\":1}]}|a value is not a string",
        "{\"version\":1,\"names\":[{\"name\":\"bad\"}]}|bad is no name",
        "{\"version\":1,\"names\":[{\"name\":\"a\",\"at\":\"now\"}]}|now",
        "{\"version\":1,\"names\":[{\"name\":\"a\",\"x\":\"\"}]}|unknown key in names",
        "{\"version\":1,\"names\":[{\"name\":\"a\",\"name\":\"a\"}]}|Duplicate",
        "{\"version\":1,\"names\":[],\"names\":[]}|Duplicate",
        "{\"version\":1,\"names\":[],\"more\":[]}|unknown key",
        "{\"version\":1,\"names\":[]} {}|text follows the object",
        "{\"version\":1,\"names\":[],}|line 1",
        "{\"version\":1,\"names\":[{\"name\":\"aaaaaaaaaaaaaaaaaaaaa\"}]}|line 1",
      })
  void refusesContentThatItDoesNotUnderstandWithThePlace(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("line 1, column ")
        .hasMessageContaining(problem);
  }

  @Test
  void placeIsTheLineOfTheRecord() {
    assertThatThrownBy(
            () -> read("{\"version\":1,\"names\":[\n{\"name\":\"a\"},\n{\"name\":\"bad\"}]}"))
        .hasMessageStartingWith("line 3, column ");
  }

  @Test
  void refusesMoreRecordsThanTheMaximum() throws IOException {
    byte[] text = FILE.write(List.of(members("a"), members("b"), members("c"), members("d")));
    assertThatThrownBy(() -> FILE.read(text, 3, RecordFileTest::name))
        .hasMessageContaining("more than 3 names");
    assertThat(FILE.read(text, 4, RecordFileTest::name)).hasSize(4);
  }

  @Test
  void readsAFileWrittenByHand() throws IOException {
    assertThat(
            read("{ \"names\" : [ {\"name\":\"a\"}\n,{\"name\":\"b\"} ] , \"version\" : 1 }\r\n"))
        .hasSize(2);
  }

  @Test
  void refusesUnboundedNesting() {
    assertThatThrownBy(() -> read("[".repeat(1_000_000))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "1", "{\"a\":1}", "{\"a\":null}", "{\"a\":{}}", "{} {}", "{},"})
  void textObjectIsExactlyOneObjectOfStrings(String text) {
    assertThatThrownBy(
            () ->
                TextObject.parse(
                    text.getBytes(StandardCharsets.UTF_8), StrictJsonFactory.of(10, 2)))
        .isInstanceOf(IOException.class);
  }
}
