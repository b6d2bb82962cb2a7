// SPDX-License-Identifier: Apache-2.0
package io.portcullis.decision.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.DenialCause;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Kind;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the mapping tables in every mode. */
class StrictDecisionMapperTest {
  private static final ToolCall CALL =
      ToolCall.of("read_file", "{\"path\":\"/tmp/a\"}")
          .stamped("call-1", AgentIdentity.UNKNOWN, Instant.EPOCH);
  private static final Verdict.Pending PENDING =
      new Verdict.Pending("p-1", "ask a person", "r-3", null);
  private static final String[] WORDS = {
    "allow",
    "deny",
    "pending",
    "redact",
    "unspecified",
    "query_failed",
    "channel_closed",
    "shutdown",
    "error",
    "conflict"
  };

  private final StrictDecisionMapper mapper = new StrictDecisionMapper();

  private static ModePolicy policy(EnforcementMode mode) {
    return new ModePolicy() {
      @Override
      public EnforcementMode mode() {
        return mode;
      }

      @Override
      public Verdict onFault(String reason) {
        return mode.lenient()
            ? new Verdict.Allow(Basis.LENIENT_MODE, reason, "", List.of())
            : Verdict.Deny.fault(reason);
      }
    };
  }

  private static RuntimeDecision decision(String word, Redaction... redactions) {
    return new RuntimeDecision(
        "call-1", word, "own words", "r-1", List.of(redactions), "p-1", Duration.ofSeconds(9));
  }

  private Verdict map(String word, EnforcementMode mode, Redaction... redactions) {
    return mapper.map(CALL, decision(word, redactions), policy(mode));
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void denialCarriesTheTextForTheAgent(EnforcementMode mode) {
    Verdict verdict = mapper.map(CALL, decision("deny").withMessage("Ask the desk."), policy(mode));
    assertThat(((Verdict.Deny) verdict).message()).isEqualTo("Ask the desk.");
    assertThat(verdict.reason()).isEqualTo("own words");
  }

  @ParameterizedTest
  @EnumSource(EnforcementMode.class)
  void pendingVerdictCarriesTheApproversAndTheTextForTheAgent(EnforcementMode mode) {
    RuntimeDecision asked =
        decision("pending").withMessage("Wait.").withApprovers(List.of("a", "b"));
    Verdict.Pending verdict = (Verdict.Pending) mapper.map(CALL, asked, policy(mode));
    assertThat(verdict.message()).isEqualTo("Wait.");
    assertThat(verdict.approvers()).containsExactly("a", "b");
  }

  /** A word and what it comes to: under enforce, and in the lenient modes. */
  record Row(String word, Kind strict, Kind lenient) {}

  static Stream<Arguments> rows() {
    List<Row> rows = new ArrayList<>();
    for (String allow : variants("allow")) {
      rows.add(new Row(allow, Kind.ALLOW, Kind.ALLOW));
    }
    for (String deny : variants("deny")) {
      rows.add(new Row(deny, Kind.DENY, Kind.DENY));
    }
    for (String pending : variants("pending")) {
      rows.add(new Row(pending, Kind.PENDING, Kind.PENDING));
    }
    for (String conflict : variants("conflict")) {
      rows.add(new Row(conflict, Kind.DENY, Kind.DENY));
    }
    for (String fault :
        new String[] {
          "unspecified", "query_failed", "channel_closed", "shutdown", "error", "redact"
        }) {
      for (String variant : variants(fault)) {
        rows.add(new Row(variant, Kind.DENY, Kind.ALLOW));
      }
    }
    for (String noise : noise()) {
      rows.add(new Row(noise, Kind.DENY, Kind.ALLOW));
    }
    return rows.stream()
        .flatMap(row -> Stream.of(EnforcementMode.values()).map(mode -> Arguments.of(row, mode)));
  }

  private static List<String> variants(String word) {
    return List.of(
        word,
        word.toUpperCase(Locale.ROOT),
        word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1),
        " " + word,
        word + "\n",
        "\t\r\n " + word + "  ");
  }

  private static List<String> noise() {
    List<String> noise = new ArrayList<>();
    for (String word : WORDS) {
      noise.add(word + "ed");
      noise.add("x" + word);
      noise.add(word + ".");
      noise.add('"' + word + '"');
      noise.add("\u2003" + word);
      noise.add("\u00a0" + word);
      noise.add("\ufeff" + word);
      noise.add(word + "\u200b");
      noise.add(word.substring(0, 2) + " " + word.substring(2));
      noise.add(word + "," + word);
      noise.add(
          word.replace('n', '\u0578').replace('a', '\u0430').replace('o', '\u043e') + "\u0435");
      noise.add(word.replace('i', '\u0131').replace("e", "\uff45").replace("w", "\u1d21"));
    }
    noise.removeAll(List.of(WORDS));
    noise.addAll(
        List.of(
            "",
            " ",
            "\t\n",
            "\u2003",
            "0",
            "1",
            "-1",
            "17",
            "1.0",
            "true",
            "yes",
            "ok",
            "permit",
            "ALLOW_ALL",
            "null",
            "DECISION_ALLOW",
            "al\u0131ow",
            "a\u0142low",
            "allow\u0000ed",
            "x".repeat(1_000_000)));
    return noise;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void wordDecides(Row row, EnforcementMode mode) {
    Verdict verdict = map(row.word(), mode);
    assertThat(verdict.kind()).isEqualTo(mode.lenient() ? row.lenient() : row.strict());
    if (verdict.kind() == Kind.DENY) {
      assertThat(verdict.reason()).isNotBlank();
    }
    boolean authoritative = row.strict() == row.lenient() && !isConflict(row.word());
    assertThat(verdict.basis() == Basis.AUTHORITY).isEqualTo(authoritative);
  }

  private static boolean isConflict(String word) {
    return word.trim().equalsIgnoreCase("conflict");
  }

  /** Where "I" is not the upper case of "i", words must still be words. */
  @Test
  void wordsMeanTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String tag : new String[] {"tr", "az", "lt", "el", "de"}) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        for (String word : WORDS) {
          for (EnforcementMode mode : EnforcementMode.values()) {
            assertThat(map(word.toUpperCase(Locale.ROOT), mode)).isEqualTo(map(word, mode));
          }
        }
        assertThat(map("PEND\u0130NG", EnforcementMode.ENFORCE).kind()).isEqualTo(Kind.DENY);
        assertThat(map("PEND\u0130NG", EnforcementMode.ENFORCE).basis()).isEqualTo(Basis.FAULT);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void randomWordsAreNeverAnAllowUnderEnforce() {
    Random random = new Random(42);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder word = new StringBuilder("allow");
      int at = random.nextInt(word.length() + 1);
      char c = (char) random.nextInt(0x10000);
      if (random.nextBoolean() && at < word.length()) {
        word.setCharAt(at, c);
      } else {
        word.insert(at, c);
      }
      boolean means = word.toString().trim().toLowerCase(Locale.ROOT).equals("allow");
      assertThat(map(word.toString(), EnforcementMode.ENFORCE).kind() == Kind.ALLOW)
          .as("%s", word)
          .isEqualTo(means);
    }
  }

  @Nested
  class NothingCame {
    @ParameterizedTest
    @EnumSource
    void noDecision(EnforcementMode mode) {
      assertFault(mapper.map(CALL, null, policy(mode)), mode);
    }

    @ParameterizedTest
    @EnumSource
    void noWord(EnforcementMode mode) {
      assertFault(map(null, mode), mode);
    }
  }

  @Nested
  class OtherCall {
    @ParameterizedTest
    @EnumSource
    void answerToAnotherCallIsDenied(EnforcementMode mode) {
      for (String word : WORDS) {
        for (String id : new String[] {"call-2", "", "CALL-1", " call-1", "call-1 ", "call-11"}) {
          RuntimeDecision other =
              new RuntimeDecision(id, word, "", "", List.of(new Redaction("/a", "")), "", null);
          assertThat(mapper.map(CALL, other, policy(mode)).kind()).isEqualTo(Kind.DENY);
        }
      }
      RuntimeDecision silent = new RuntimeDecision("call-2", null, "", "", List.of(), "", null);
      assertThat(mapper.map(CALL, silent, policy(mode)).kind()).isEqualTo(Kind.DENY);
    }
  }

  @Nested
  class Redact {
    @ParameterizedTest
    @EnumSource
    void redactWithRulesCarriesThem(EnforcementMode mode) {
      Redaction one = new Redaction("/a", "*");
      Redaction two = new Redaction("/b", "");
      assertThat(map(" Redact", mode, one, two))
          .isEqualTo(new Verdict.Allow(Basis.AUTHORITY, "own words", "r-1", List.of(one, two)));
    }

    @ParameterizedTest
    @EnumSource
    void redactionThatComesWithAnAllowIsNotLost(EnforcementMode mode) {
      Redaction one = new Redaction("/a", "*");
      assertThat(((Verdict.Allow) map("allow", mode, one)).redactions()).containsExactly(one);
    }
  }

  @Nested
  class Reasons {
    @ParameterizedTest
    @EnumSource
    void reasonsOfDenialsAreTheWordsOfTheRuntime(EnforcementMode mode) {
      assertThat(map("deny", mode))
          .isEqualTo(new Verdict.Deny(Basis.AUTHORITY, "own words", "r-1"));
    }

    @ParameterizedTest
    @EnumSource
    void reasonsAreNeverBlank(EnforcementMode mode) {
      for (String blank : new String[] {"", " ", "\n\t"}) {
        for (String word : WORDS) {
          RuntimeDecision wordless =
              new RuntimeDecision("call-1", word, blank, "", List.of(), "", null);
          Verdict verdict = mapper.map(CALL, wordless, policy(mode));
          if (verdict.kind() != Kind.ALLOW || verdict.basis() == Basis.LENIENT_MODE) {
            assertThat(verdict.reason()).as(word).isNotBlank();
          }
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void reasonsOfSentinelsNameTheSentinelAndItsCause(EnforcementMode mode) {
      assertThat(map("Channel_Closed", mode).reason()).isEqualTo("channel_closed: own words");
    }

    @Test
    void pendingKeepsReasonIdRuleAndTime() {
      assertThat(map("pending", EnforcementMode.ENFORCE))
          .isEqualTo(new Verdict.Pending("p-1", "own words", "r-1", Duration.ofSeconds(9)));
    }

    @Test
    void reasonsDoNotQuoteNoise() {
      assertThat(map("S3CRET", EnforcementMode.ENFORCE).reason()).doesNotContain("S3CRET");
    }
  }

  @Nested
  class Approval {
    private Verdict approve(ApprovalDecision decision, EnforcementMode mode) {
      return mapper.mapApproval(CALL, PENDING, decision, policy(mode));
    }

    private ApprovalDecision decided(Outcome outcome, String tool, String digest, String reason) {
      return new ApprovalDecision(outcome, tool, digest, "approver", reason);
    }

    @ParameterizedTest
    @EnumSource
    void approvalOfThisCallRunsIt(EnforcementMode mode) {
      assertThat(approve(decided(Outcome.APPROVED, CALL.tool(), CALL.argumentsDigest(), ""), mode))
          .isEqualTo(new Verdict.Allow(Basis.APPROVAL, "approved", "r-3", List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void approvalOfAnotherCallIsAFault(EnforcementMode mode) {
      String digest = CALL.argumentsDigest();
      for (ApprovalDecision other :
          List.of(
              decided(Outcome.APPROVED, "write_file", digest, ""),
              decided(Outcome.APPROVED, "READ_FILE", digest, ""),
              decided(Outcome.APPROVED, "", digest, ""),
              decided(Outcome.APPROVED, CALL.tool(), "", ""),
              decided(Outcome.APPROVED, CALL.tool(), digest.toUpperCase(Locale.ROOT), ""),
              decided(Outcome.APPROVED, CALL.tool(), digest.substring(7), ""),
              decided(
                  Outcome.APPROVED,
                  CALL.tool(),
                  CALL.withArguments("{\"path\": \"/tmp/a\"}").argumentsDigest(),
                  ""))) {
        assertFault(approve(other, mode), mode);
      }
    }

    @ParameterizedTest
    @EnumSource
    void rejectedApprovalDeniesWithTheWordsOfTheReviewer(EnforcementMode mode) {
      assertThat(approve(decided(Outcome.REJECTED, "", "", "too risky"), mode))
          .isEqualTo(new Verdict.Deny(Basis.APPROVAL, "too risky", "r-3"));
      assertThat(approve(decided(Outcome.REJECTED, "", "", " "), mode).reason()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void missingApprovalIsAFault(EnforcementMode mode) {
      assertFault(approve(null, mode), mode);
      for (Outcome outcome : new Outcome[] {Outcome.EXPIRED, Outcome.UNAVAILABLE}) {
        String digest = CALL.argumentsDigest();
        assertFault(approve(decided(outcome, CALL.tool(), digest, ""), mode), mode);
        assertThat(approve(decided(outcome, CALL.tool(), digest, "why"), mode).reason())
            .isEqualTo("why");
      }
    }

    @ParameterizedTest
    @EnumSource
    void approvedCallIsNeverPendingAgain(EnforcementMode mode) {
      for (Outcome outcome : Outcome.values()) {
        assertThat(approve(decided(outcome, "", "", ""), mode).kind()).isNotEqualTo(Kind.PENDING);
      }
    }
  }

  @Test
  void denialsOfFaultsNameTheirCause() {
    EnforcementMode enforce = EnforcementMode.ENFORCE;
    for (String word : List.of("query_failed", "Channel_Closed", " shutdown ")) {
      assertThat(cause(map(word, enforce))).isEqualTo(DenialCause.AUTHORITY_UNREACHABLE);
    }
    for (String word : List.of("error", "", "noise", "conflict", "redact")) {
      assertThat(cause(map(word, enforce))).isEqualTo(DenialCause.FAULT);
    }
    assertThat(cause(map("deny", enforce))).isEqualTo(DenialCause.FORBIDDEN);
    assertThat(cause(approvalThat(ApprovalDecision.Outcome.EXPIRED)))
        .isEqualTo(DenialCause.APPROVAL_EXPIRED);
    assertThat(cause(approvalThat(ApprovalDecision.Outcome.UNAVAILABLE)))
        .isEqualTo(DenialCause.APPROVAL_UNAVAILABLE);
    assertThat(cause(approvalThat(ApprovalDecision.Outcome.REJECTED)))
        .isEqualTo(DenialCause.REJECTED);
  }

  private Verdict approvalThat(ApprovalDecision.Outcome outcome) {
    ApprovalDecision decision = new ApprovalDecision(outcome, "", "", "", "");
    return mapper.mapApproval(CALL, PENDING, decision, policy(EnforcementMode.ENFORCE));
  }

  private static DenialCause cause(Verdict verdict) {
    return ((Verdict.Deny) verdict).cause();
  }

  private static void assertFault(Verdict verdict, EnforcementMode mode) {
    assertThat(verdict.kind()).isEqualTo(mode.lenient() ? Kind.ALLOW : Kind.DENY);
    assertThat(verdict.basis()).isEqualTo(mode.lenient() ? Basis.LENIENT_MODE : Basis.FAULT);
    assertThat(verdict.reason()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void allowsNothingByItselfOnceItHasLeft(EnforcementMode mode) {
    ApprovalDecision approved =
        new ApprovalDecision(
            ApprovalDecision.Outcome.APPROVED,
            CALL.tool(),
            CALL.argumentsDigest(),
            "local:reviewer",
            "");
    mapper.deactivate();
    Verdict left = policy(mode).onFault("the decision mapper has left");
    assertThat(map("allow", mode)).isEqualTo(left);
    assertThat(map("pending", mode)).isEqualTo(left);
    assertThat(mapper.mapApproval(CALL, PENDING, approved, policy(mode))).isEqualTo(left);
    assertThat(map("deny", mode).basis()).as("no fault for a mode").isEqualTo(Basis.AUTHORITY);
    assertThat(map("conflict", mode).kind()).isEqualTo(Kind.DENY);
  }
}
