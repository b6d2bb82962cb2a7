// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.HistoryEffects;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.json.TimestampFormat;
import io.portcullis.journal.internal.record.RecordEncoder;
import io.portcullis.journal.internal.record.RecordField;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {
  private final RecordEncoder encoder = new RecordEncoder(Settings.small(), Settings.tags());
  private final RecordEncoder keeping = new RecordEncoder(Settings.keeping(), Settings.tags());

  /** What an RFC 8785 writer of others makes of it must be the same bytes. */
  private static String canonical(CanonicalBuffer json) {
    assertThat(json.overflowed()).isFalse();
    String text = new String(json.array(), 0, json.length(), StandardCharsets.UTF_8);
    assertThat(text.getBytes(StandardCharsets.UTF_8))
        .isEqualTo(Arrays.copyOf(json.array(), json.length()));
    try {
      assertThat(new JsonCanonicalizer(text).getEncodedString()).isEqualTo(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
    return text;
  }

  private static CallRecord decided(String text) {
    ToolCall call =
        new ToolCall(
            text,
            new AgentIdentity(text, text, text),
            io.portcullis.api.ActionType.FILE_OPERATION,
            text,
            text,
            text,
            text,
            new io.portcullis.api.TraceContext(text, text),
            new AgentIdentity(text, text, text),
            null);
    Verdict verdict = new Verdict.Deny(Verdict.Basis.APPROVAL, text, text, text);
    return Records.decided(
        call, EnforcementMode.OBSERVE, verdict, Records.TIME, 5, List.of(text, text));
  }

  @Test
  void fieldsAreInTheirCanonicalOrder() {
    List<String> words = Arrays.stream(RecordField.values()).map(RecordField::word).toList();
    assertThat(words).isSorted();
  }

  @Test
  void writesInFullWhatACallAddsToTheHistory() {
    String subject = "team=\u00e9\"" + "x".repeat(2_000);
    HistoryEffects effects =
        new HistoryEffects(
            List.of(
                new HistoryEffects.Count("spent", "ab12", subject, new BigDecimal("1E+3")),
                new HistoryEffects.Count("calls", "cd34", "", BigDecimal.ZERO)),
            List.of(
                new HistoryEffects.Label("private", "ef", "agent:a", false),
                new HistoryEffects.Label("untrusted", "01", "operation:t", true)));
    Verdict verdict =
        new Verdict.Allow(Verdict.Basis.AUTHORITY, "fine", "r", List.of(), "", effects);
    CallRecord allowed =
        Records.decided(
            Records.call("c", "{}"), EnforcementMode.ENFORCE, verdict, Records.TIME, 1, List.of());
    assertThat(canonical(encoder.encode(allowed)))
        .contains(
            "\"counts\":[{\"amount\":\"1000\",\"counter\":\"spent\",\"id\":\"ab12\",\"subject\":\"team=\u00e9\\\""
                + "x".repeat(2_000)
                + "\"},{\"amount\":\"0\",\"counter\":\"calls\",\"id\":\"cd34\",\"subject\":\"\"}]")
        .contains(
            "\"labels\":[{\"id\":\"ef\",\"label\":\"private\",\"subject\":\"agent:a\"},"
                + "{\"after\":\"completed\",\"id\":\"01\",\"label\":\"untrusted\",\"subject\":\"operation:t\"}]")
        .doesNotContain("\"cut\"");
    assertThat(canonical(encoder.encode(Records.decided("d")))).doesNotContain("counts", "labels");
  }

  @Test
  void writesADecisionWithAllItsFields() {
    assertThat(canonical(encoder.encode(Records.decided("call-1"))))
        .isEqualTo(
            "{\"action\":\"tool_call\",\"agent\":\"agent\",\"approvedBy\":\"alice\",\"argumentsDigest\":\""
                + Records.decided("call-1").call().argumentsDigest()
                + "\",\"basis\":\"authority\",\"call\":\"call-1\",\"callerAgent\":\"a2\",\"callerOrg\":\"o2\","
                + "\"callerTeam\":\"t2\",\"decidedBy\":\"runtime\",\"elapsedNanos\":1234,\"kind\":\"decided\",\"mode\":\"enforce\",\"org\":\"org\",\"policyDigest\":\"sha256:p\",\"reason\":\"allowed"
                + " by rule\",\"rule\":\"rule-7\",\"source\":\"langchain4j\",\"span\":\"span\",\"team\":\"team\","
                + "\"time\":\"2026-11-25T16:00:00.123456789Z\",\"tool\":\"read_file\",\"trace\":\"trace\","
                + "\"transport\":\"embedded\",\"verdict\":\"allow\"}");
  }

  @Test
  void leavesEmptyFieldsOut() {
    ToolCall call = ToolCall.of("", "");
    Verdict verdict = new Verdict.Deny(Verdict.Basis.FAULT, "", "");
    String json =
        canonical(
            encoder.encode(
                new CallRecord(
                    CallRecord.Phase.DECIDED,
                    call,
                    Instant.EPOCH,
                    EnforcementMode.ENFORCE,
                    "",
                    "",
                    verdict,
                    "",
                    ToolOutcome.Kind.DENIED,
                    0,
                    List.of())));
    assertThat(json)
        .isEqualTo(
            "{\"action\":\"tool_call\",\"argumentsDigest\":\""
                + call.argumentsDigest()
                + "\",\"basis\":\"fault\",\"elapsedNanos\":0,\"kind\":\"decided\",\"mode\":\"enforce\","
                + "\"time\":\"1970-01-01T00:00:00.000000000Z\",\"verdict\":\"deny\"}");
  }

  @Test
  void saysUnderALenientModeWhatEnforceWouldHaveSaid() {
    Verdict allow = new Verdict.Allow(Verdict.Basis.LENIENT_MODE, "why", "", List.of());
    CallRecord lenient =
        Records.decided(
            ToolCall.of("t", "{}"), EnforcementMode.DISABLED, allow, Records.TIME, 0, List.of("n"));
    assertThat(canonical(encoder.encode(lenient)))
        .contains("\"basis\":\"lenient_mode\"")
        .contains("\"mode\":\"disabled\",\"notes\":[\"n\"]")
        .contains("\"underEnforce\":\"deny\",\"verdict\":\"allow\"");
  }

  @Test
  void writesEndsWithTheReasonOnlyOfADenial() {
    Verdict denial = new Verdict.Deny(Verdict.Basis.APPROVAL, "terminated", "");
    assertThat(canonical(encoder.encode(Records.ended("c", ToolOutcome.Kind.DENIED, denial))))
        .isEqualTo(
            "{\"call\":\"c\",\"elapsedNanos\":99,\"kind\":\"ended\",\"outcome\":\"denied\",\"reason\":"
                + "\"terminated\",\"time\":\"2026-11-25T16:00:00.123456789Z\",\"tool\":\"read_file\"}");
    assertThat(canonical(encoder.encode(Records.ended("c", ToolOutcome.Kind.FAILED, denial))))
        .contains("\"outcome\":\"failed\",\"time\"");
    assertThat(canonical(encoder.encode(Records.ended("c", null, denial))))
        .doesNotContain("outcome");
  }

  @Test
  void writesEventsWithSortedAttributes() {
    Map<String, String> attributes =
        Map.of("b", "2", "a", "1", "\uFB01", "ligature", "\uD83D\uDE00", "pair", "B", "\u0000");
    GovernanceEvent event =
        new GovernanceEvent(
            "policy_reloaded", Records.TIME, new AgentIdentity("o", "t", "a"), attributes);
    assertThat(canonical(encoder.encode(event)))
        .isEqualTo(
            "{\"agent\":\"a\",\"attributes\":{\"B\":\"\\u0000\",\"a\":\"1\",\"b\":\"2\",\"\uD83D\uDE00\":"
                + "\"pair\",\"\uFB01\":\"ligature\"},\"event\":\"policy_reloaded\",\"kind\":\"event\",\"org\":"
                + "\"o\",\"team\":\"t\",\"time\":\"2026-11-25T16:00:00.123456789Z\"}");
  }

  @Test
  void boundsTheAttributesOfEventsAndSaysSo() {
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      attributes.put("n".repeat(200) + i, "v".repeat(2_000));
    }
    attributes.put("\uD800", "one");
    attributes.put("\uD801", "two");
    attributes.put("\uFFFD", "three");
    GovernanceEvent event =
        new GovernanceEvent("e", Records.TIME, AgentIdentity.UNKNOWN, attributes);
    assertThat(canonical(encoder.encode(event))).contains("\"cut\":[\"attributes\"]");
  }

  @Test
  void escapesEveryCharacterAsRfc8785Does() {
    for (int from = 0; from < 0x10000; from += 64) {
      StringBuilder text = new StringBuilder();
      for (int c = from; c < from + 64; c++) {
        text.append((char) c);
        text.append(Character.isHighSurrogate((char) c) ? "\uDC00" : "x");
      }
      String json = canonical(encoder.encode(decided(text.toString())));
      if (!Character.isSurrogate((char) from)) {
        assertThat(json).doesNotContain("\uFFFD\uFFFD");
      }
    }
  }

  @Test
  void replacesHalfSurrogates() {
    assertThat(canonical(encoder.encode(decided("a\uD800b\uDC00c\uD83D\uDE00\uD83D"))))
        .contains("\"tool\":\"a\uFFFDb\uFFFDc\uD83D\uDE00\uFFFD\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_023, 1_024, 1_025, 4_095, 4_096, 4_097, 8_192, 1_000_000})
  void cutsLongTextsAndSaysWhich(int length) {
    for (String letter : List.of("x", "\u0001", "\u00e9", "\u20ac")) {
      String json = canonical(encoder.encode(decided(letter.repeat(length))));
      assertThat(json.contains("\"cut\":[")).isEqualTo(length > 1_024);
      assertThat(json.contains("\"reason\",\"rule\"")).isEqualTo(length > 4_096);
    }
  }

  @Test
  void cutsAPairInHalfAndReplacesIt() {
    String text = "x".repeat(1_023) + "\uD83D\uDE00";
    assertThat(canonical(encoder.encode(decided(text)))).contains("xxx\uFFFD\"");
  }

  @Test
  void namesWhatItCutInOrder() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      notes.add("note " + i);
    }
    ToolCall call = ToolCall.of("t".repeat(2_000), "{}");
    Verdict verdict = Verdict.Deny.fault("r".repeat(5_000));
    CallRecord record =
        Records.decided(call, EnforcementMode.ENFORCE, verdict, Instant.MAX, Long.MAX_VALUE, notes);
    assertThat(canonical(encoder.encode(record)))
        .contains("\"cut\":[\"notes\",\"reason\",\"time\",\"tool\"]")
        .contains("\"time\":\"9999-12-31T23:59:59.999999999Z\"")
        .contains("\"elapsedNanos\":9007199254740991,")
        .contains("\"note 7\"]");
  }

  @Test
  void writesAbsurdNumbersAsTheNearestThatFit() {
    CallRecord record =
        Records.decided(
            ToolCall.of("t", "{}"),
            EnforcementMode.ENFORCE,
            Verdict.Deny.fault("no"),
            Instant.MIN,
            Long.MIN_VALUE,
            List.of());
    assertThat(canonical(encoder.encode(record)))
        .contains("\"elapsedNanos\":0,")
        .contains("\"time\":\"0000-01-01T00:00:00.000000000Z\"");
  }

  @Test
  void tellsTheTimeAsInstantsDo() {
    TimestampFormat times = new TimestampFormat();
    for (long second = -62_167_219_200L; second < 253_402_300_800L; second += 86_399L * 997) {
      Instant time = Instant.ofEpochSecond(second, 123_456_789);
      assertThat(new String(times.of(time), StandardCharsets.US_ASCII)).isEqualTo(time.toString());
    }
  }

  @Test
  void digestsArgumentsAsTheCallDoes() {
    for (String arguments :
        List.of("", "{}", "{\"a\":\"\u00e9\uD83D\uDE00\"}", "\uD800", "x".repeat(70_000))) {
      ToolCall call = ToolCall.of("t", arguments);
      assertThat(canonical(encoder.encode(Records.decided(call))))
          .contains("\"argumentsDigest\":\"" + call.argumentsDigest() + "\"");
    }
  }

  @Nested
  class WithArguments {
    @Test
    void keepsThemAndTheUrlOnlyIfToldSo() {
      CallRecord record = Records.decided(Records.call("c", "{\"a\":1.0}"));
      assertThat(canonical(keeping.encode(record)))
          .contains("\"arguments\":\"{\\\"a\\\":1.0}\",\"argumentsDigest\"")
          .contains("\"targetUrl\":\"https://example.org/\"");
      assertThat(canonical(encoder.encode(record)))
          .doesNotContain("\"arguments\":")
          .doesNotContain("targetUrl");
    }

    @Test
    void leavesThemOutWhereTheyWouldFillTheSpool() {
      for (int length : List.of(200_000, 300_000, 5_000_000)) {
        String arguments = "\"" + "a".repeat(length) + "\"";
        CallRecord record = Records.decided(Records.call("c", arguments));
        String json = canonical(keeping.encode(record));
        boolean kept = length < 262_144;
        assertThat(json.contains("\"arguments\":")).isEqualTo(kept);
        assertThat(json.contains("\"argumentsOmitted\":" + arguments.length())).isEqualTo(!kept);
      }
    }

    @Test
    void argumentsOfAnEarlierRecordAreNotKept() {
      canonical(keeping.encode(Records.decided(Records.call("c", "\"secret\""))));
      assertThat(canonical(keeping.encode(Records.ended("c", null, Verdict.Deny.fault("no")))))
          .doesNotContain("secret");
    }
  }

  @Test
  void neverMakesMoreOfARecordThanTheSpoolTakes() {
    // Every field at its longest, of characters that take six bytes each.
    CallRecord record = decided("\u0001".repeat(10_000));
    CanonicalBuffer json = encoder.encode(record);
    assertThat(json.overflowed()).isFalse();
    assertThat(json.length()).isLessThan(Settings.small().maxBodyBytes());
  }
}
