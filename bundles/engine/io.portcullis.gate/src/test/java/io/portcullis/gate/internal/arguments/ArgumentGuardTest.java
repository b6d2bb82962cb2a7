// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import io.portcullis.api.AgentIdentity;
import io.portcullis.gate.internal.context.CallIds;
import io.portcullis.gate.internal.context.GateLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes as arguments, and what does not. */
class ArgumentGuardTest {
  private final ArgumentGuard guard = new ArgumentGuard(1 << 20, 64);

  @Nested
  class Size {
    /** Whatever the characters, what counts is bytes of UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "\u00e9", "\u20ac", "\ud83d\ude00"})
    void sizeIsCountedInUtf8(String character) {
      for (int length = 0; length <= 40; length++) {
        for (int padding = 0; padding < 4; padding++) {
          String text = '"' + character.repeat(length) + "x".repeat(padding) + '"';
          int bytes = text.getBytes(StandardCharsets.UTF_8).length;
          assertThat(new ArgumentGuard(bytes, 64).complaint(text)).isNull();
          assertThat(new ArgumentGuard(bytes + 1, 64).complaint(text)).isNull();
          assertThat(new ArgumentGuard(bytes - 1, 64).complaint(text)).contains("larger than");
        }
      }
    }

    @Test
    void longStringsAndNamesAreBoundedByTheTotalSizeOnly() {
      String large = "x".repeat(900_000);
      assertThat(guard.complaint("{\"" + large + "\":1}")).isNull();
      assertThat(guard.complaint("{\"a\":\"" + large + "\"}")).isNull();
    }
  }

  @Nested
  class Depth {
    @ParameterizedTest
    @CsvSource({"1,true", "63,true", "64,true", "65,false", "10000,false", "400000,false"})
    void depthIsBounded(int depth, boolean passes) {
      String arrays = "[".repeat(depth) + "]".repeat(depth);
      assertThat(guard.complaint(arrays) == null).isEqualTo(passes);
      String objects = "{\"a\":".repeat(Math.min(depth, 150_000)) + "1";
      objects += "}".repeat(Math.min(depth, 150_000));
      assertThat(guard.complaint(objects) == null).isEqualTo(passes);
    }

    @Test
    void depthCountsNestingAndNotWidth() {
      assertThat(guard.complaint("[" + "[],{},".repeat(10_000) + "1]")).isNull();
    }

    @Test
    void neverEndingNestingIsRefusedToo() {
      assertThat(guard.complaint("[".repeat(1 << 20))).isNotNull();
    }
  }

  @Nested
  class Names {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'a':1,'a':1}",
          "{'a':1,'b':2,'c':3,'d':4,'a':5}",
          "{'a':1,'\\u0061':2}",
          "{'\\u0061':1,'\\u0061':2}",
          "{'/':1,'\\/':2}",
          "{'':1,'':2}",
          "[{'x':{'a':1,'a':2}}]",
          "{'\\n':1,'\\u000a':2}",
          "{'\\ud83d\\ude00':1,'\\uD83D\\uDE00':2}"
        })
    void namesMustNotOccurTwiceInOneObject(String text) {
      assertThat(guard.complaint(quoted(text))).contains("twice");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'a':1,'A':2}",
          "{'a':{'a':{'a':1}}}",
          "[{'a':1},{'a':1}]",
          "{'\u00e9':1,'e\u0301':2}"
        })
    void namesMayOccurInSeveralOrDiffer(String text) {
      assertThat(guard.complaint(quoted(text))).isNull();
    }

    /**
     * The table that the parsers of a factory share would keep thousands of them, long ones too.
     */
    @Test
    void namesAreForgottenWithTheirCall() {
      for (JsonFactory json : List.of(guard.json, ArgumentRedactor.JSON)) {
        assertThat(json.isEnabled(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)).isFalse();
        assertThat(json.isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES)).isFalse();
      }
    }

    @Test
    void namesThatCollideTakeNoUnboundedTime() {
      StringBuilder text = new StringBuilder("{");
      for (int i = 0; i < 1 << 13; i++) { // Aa and BB have one hash code
        if (i > 0) {
          text.append(',');
        }
        text.append('"');
        for (int bit = 0; bit < 13; bit++) {
          text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
        }
        text.append("\":0");
      }
      String json = text.append('}').toString();
      String complaint = guard.complaint(json);
      assertThat(complaint == null || complaint.startsWith("the arguments")).isTrue();
    }
  }

  @Nested
  class Syntax {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "NaN",
          "[NaN]",
          "Infinity",
          "-Infinity",
          "+1",
          "01",
          "1.",
          ".5",
          "0x10",
          "1e",
          "{}{}",
          "1 2",
          "{} x",
          "{},",
          "[1,]",
          "{'a':1,}",
          "{'a'}",
          "{a:1}",
          "{'a':}",
          "[",
          "]",
          "{",
          "}",
          "'",
          "'a",
          "nul",
          "True",
          "//c\n1",
          "/*c*/1",
          "1 //c",
          "#c\n1",
          "undefined",
          "duplicate",
          "'\\x'",
          "'\\u12'",
          "'\\u12g4'",
          "[1 2]",
          "{'a' 1}",
          "\ufeff{}",
          "{}\u0000",
          "\u0000"
        })
    void textThatIsNotJsonIsRefused(String text) {
      assertThat(guard.complaint(quoted(text))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r ", "\u00a0", "\u2003"})
    void emptyTextIsRefused(String text) {
      assertThat(guard.complaint(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          " { } ",
          "[]",
          "1",
          "-0",
          "-1.5e-10",
          "1E400",
          "true",
          "null",
          "''",
          "'a'",
          "\n{'a':[1,2,{'b':null}]}\t",
          "'\\ud83d\\ude00'",
          "'\ud83d\ude00'",
          "'\\u0000'",
          "'\u007f\u2028'",
          "{'':{'':''}}"
        })
    void textThatIsJsonPasses(String text) {
      assertThat(guard.complaint(quoted(text))).isNull();
    }

    @Test
    void rawControlCharactersInStringsAreRefused() {
      for (char c = 0; c < 0x20; c++) {
        assertThat(guard.complaint("\"a" + c + "b\"")).as("U+%04X", (int) c).isNotNull();
      }
    }

    @Test
    void numbersAreBounded() {
      assertThat(guard.complaint("9".repeat(1_000))).isNull();
      assertThat(guard.complaint("9".repeat(1_001))).isNotNull();
      assertThat(guard.complaint("[1." + "0".repeat(100_000) + "]")).isNotNull();
      assertThat(guard.complaint("1e999999999")).isNull();
    }
  }

  @Nested
  class Surrogates {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "'\\ud83d'",
          "'\\ude00'",
          "'\\ude00\\ud83d'",
          "'\\ud83dx\\ude00'",
          "{'\\ud83d':1}",
          "{'a':['\\uDBFF']}",
          "'\\ud83d\\ud83d\\ude00'"
        })
    void escapedHalvesAreRefused(String text) {
      assertThat(guard.complaint(quoted(text))).isNotNull();
    }

    @Test
    void rawHalvesAreRefused() {
      for (String half : new String[] {"\ud83d", "\ude00", "\ude00\ud83d", "\ud83d" + "\\ude00"}) {
        assertThat(guard.complaint('"' + half + '"')).contains("Unicode");
        assertThat(guard.complaint("{\"" + half + "\":1}")).contains("Unicode");
      }
      assertThat(guard.complaint("\ud83d")).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S3CRET",
        "{'S3CRET':1,'S3CRET':2}",
        "['S3CRET'",
        "{'a':S3CRET}",
        "'S3CRET' S3CRET",
        "'S3CRET\\q'",
        "{'S3CRET'",
        "'S3CRET\\ud800'",
        "'S3CRET\u0001'"
      })
  void complaintsQuoteNothing(String text) {
    assertThat(guard.complaint(quoted(text))).isNotNull().doesNotContain("S3CRET");
  }

  @Test
  void complaintsSayWhere() {
    assertThat(guard.complaint("{\n  \"a\": oops\n}")).contains("line 2");
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  @Nested
  class Limits {
    @Test
    void limitsMustBePositive() {
      Duration good = Duration.ofSeconds(1);
      AgentIdentity agent = AgentIdentity.UNKNOWN;
      for (Duration bad : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
        assertThatThrownBy(() -> new GateLimits(1, 1, bad, good, agent, false, false))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GateLimits(1, 1, good, bad, agent, false, false))
            .isInstanceOf(IllegalArgumentException.class);
      }
      for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertThatThrownBy(() -> new GateLimits(bad, 1, good, good, agent, false, false))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GateLimits(1, bad, good, good, agent, false, false))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void idsDifferWithinAGateAndBetweenGates() {
      Set<String> ids = new HashSet<>();
      CallIds one = new CallIds(1);
      CallIds other = new CallIds(-1);
      for (int i = 0; i < 1_000; i++) {
        assertThat(ids.add(one.get())).isTrue();
        assertThat(ids.add(other.get())).isTrue();
      }
    }
  }
}
