// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels is immutable, complete and tells no secrets; refusal is the zero value. */
class ValuesTest {
  private static final ToolCall CALL =
      new ToolCall(
          "id",
          AgentIdentity.of("a"),
          ActionType.TOOL_CALL,
          "tool",
          "source",
          "{\"password\":\"S3CRET\"}",
          "https://example.com/",
          TraceContext.NONE,
          AgentIdentity.of("b"),
          Instant.EPOCH);
  private static final Verdict DENY = Verdict.Deny.fault("x");

  static Stream<Record> records() {
    return Stream.of(
        CALL,
        AgentIdentity.of("a"),
        TraceContext.NONE,
        new Redaction("/a", "b"),
        new RuntimeDecision("id", "allow", "", "", List.of(), "", Duration.ZERO),
        new ApprovalDecision(ApprovalDecision.Outcome.APPROVED, "", "", "", ""),
        new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "", List.of()),
        new Verdict.Deny(Verdict.Basis.FAULT, "", ""),
        new Verdict.Pending("", "", "", Duration.ZERO),
        new CallRecord(
            CallRecord.Phase.ENDED,
            CALL,
            Instant.EPOCH,
            EnforcementMode.ENFORCE,
            "",
            "",
            DENY,
            "",
            ToolOutcome.Kind.DENIED,
            0,
            List.of()),
        new GovernanceEvent("t", Instant.EPOCH, AgentIdentity.UNKNOWN, Map.of()),
        new Health("p", Health.Level.OK, ""),
        new ToolOutcome.Denied<>(Verdict.Deny.fault("x")),
        new ToolOutcome.Failed<>(new IllegalStateException()));
  }

  private static final Set<String> MAY_BE_NULL =
      Set.of(
          "ToolCall.targetUrl",
          "ToolCall.caller",
          "ToolCall.deadline",
          "RuntimeDecision.decision",
          "RuntimeDecision.approvalTimeout",
          "Pending.timeout",
          "CallRecord.outcome");

  @ParameterizedTest
  @MethodSource("records")
  void recordsRefuseNullWhereAValueIsRequired(Record complete) throws Exception {
    RecordComponent[] components = complete.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = complete.getClass().getDeclaredConstructor(types);
    for (int i = 0; i < components.length; i++) {
      if (types[i].isPrimitive()) {
        continue;
      }
      Object[] values = new Object[components.length];
      for (int n = 0; n < values.length; n++) {
        values[n] = n == i ? null : components[n].getAccessor().invoke(complete);
      }
      String name = complete.getClass().getSimpleName() + '.' + components[i].getName();
      if (MAY_BE_NULL.contains(name)) {
        assertThat(constructor.newInstance(values)).as(name).isNotNull();
      } else {
        assertThatThrownBy(() -> constructor.newInstance(values))
            .as(name)
            .isInstanceOf(InvocationTargetException.class)
            .hasCauseInstanceOf(NullPointerException.class);
      }
    }
  }

  @Test
  void collectionsAreCopied() {
    List<Redaction> redactions = new ArrayList<>(List.of(new Redaction("/a", "b")));
    List<String> notes = new ArrayList<>(List.of("n"));
    Map<String, String> attributes = new HashMap<>(Map.of("k", "v"));
    Verdict.Allow allow = new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "", redactions);
    RuntimeDecision decision = new RuntimeDecision("", "", "", "", redactions, "", null);
    CallRecord callRecord =
        new CallRecord(
            CallRecord.Phase.DECIDED,
            CALL,
            Instant.EPOCH,
            EnforcementMode.ENFORCE,
            "",
            "",
            DENY,
            "",
            null,
            0,
            notes);
    GovernanceEvent event =
        new GovernanceEvent("t", Instant.EPOCH, AgentIdentity.UNKNOWN, attributes);
    redactions.clear();
    notes.clear();
    attributes.clear();
    assertThat(allow.redactions()).hasSize(1).isUnmodifiable();
    assertThat(decision.redactions()).hasSize(1).isUnmodifiable();
    assertThat(callRecord.notes()).hasSize(1).isUnmodifiable();
    assertThat(event.attributes()).hasSize(1).isUnmodifiable();
  }

  @Nested
  class Call {
    @Test
    void tellsNoArgumentsWhenItIsPrinted() {
      assertThat(CALL.toString()).doesNotContain("S3CRET").contains("tool", "id");
      assertThat(new ToolGate.Decision(CALL, DENY).toString()).doesNotContain("S3CRET");
    }

    @Test
    void keepsEverythingElseWhenItIsStampedOrRedacted() {
      ToolCall stamped = CALL.stamped("new", AgentIdentity.of("c"), Instant.MAX);
      assertThat(stamped)
          .usingRecursiveComparison()
          .ignoringFields("id", "agent", "deadline")
          .isEqualTo(CALL);
      assertThat(stamped.id()).isEqualTo("new");
      ToolCall redacted = CALL.withArguments("{}");
      assertThat(redacted).usingRecursiveComparison().ignoringFields("arguments").isEqualTo(CALL);
      assertThat(CALL.withArguments(CALL.arguments())).isSameAs(CALL);
      assertThat(CALL.withArguments(new String(CALL.arguments()))).isEqualTo(CALL);
    }

    @Test
    void digestIsThatOfTheVeryBytes() {
      assertThat(ToolCall.of("t", "").argumentsDigest())
          .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
      assertThat(ToolCall.of("t", "{ }").argumentsDigest())
          .isNotEqualTo(ToolCall.of("t", "{}").argumentsDigest());
      assertThat(ToolCall.of("t", "\u20ac").argumentsDigest())
          .isEqualTo(ToolCall.of("other", "\u20ac").argumentsDigest());
    }

    @Test
    void callIsBuiltWithoutAnId() {
      ToolCall built =
          ToolCall.builder("t")
              .agent(AgentIdentity.of("a"))
              .action(ActionType.FILE_OPERATION)
              .source("s")
              .arguments("[]")
              .targetUrl("u")
              .trace(new TraceContext("1", "2"))
              .caller(AgentIdentity.of("b"))
              .deadline(Instant.EPOCH)
              .build();
      assertThat(built)
          .isEqualTo(
              new ToolCall(
                  "",
                  AgentIdentity.of("a"),
                  ActionType.FILE_OPERATION,
                  "t",
                  "s",
                  "[]",
                  "u",
                  new TraceContext("1", "2"),
                  AgentIdentity.of("b"),
                  Instant.EPOCH));
      assertThat(ToolCall.builder("t").build()).isEqualTo(ToolCall.of("t", "{}"));
    }
  }

  @Nested
  class Verdicts {
    @Test
    void faultIsNoBasisForAnAllow() {
      assertThatThrownBy(() -> new Verdict.Allow(Verdict.Basis.FAULT, "", "", List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sayWhatTheyAre() {
      assertThat(new Verdict.Allow(Verdict.Basis.APPROVAL, "", "", List.of()).kind())
          .isEqualTo(Verdict.Kind.ALLOW);
      assertThat(DENY.kind()).isEqualTo(Verdict.Kind.DENY);
      assertThat(DENY.basis()).isEqualTo(Verdict.Basis.FAULT);
      Verdict pending = new Verdict.Pending("", "", "", null);
      assertThat(pending.kind()).isEqualTo(Verdict.Kind.PENDING);
      assertThat(pending.basis()).isEqualTo(Verdict.Basis.AUTHORITY);
      assertThat(new ToolOutcome.Completed<>(null).kind()).isEqualTo(ToolOutcome.Kind.COMPLETED);
      assertThat(new ToolOutcome.Failed<>(new Error()).kind()).isEqualTo(ToolOutcome.Kind.FAILED);
    }
  }

  @Nested
  class Modes {
    @ParameterizedTest
    @EnumSource
    void stricterOfTwoIsTheSameEitherWay(EnforcementMode one) {
      for (EnforcementMode other : EnforcementMode.values()) {
        EnforcementMode stricter = one.stricter(other);
        assertThat(stricter).isEqualTo(other.stricter(one)).isIn(one, other);
        assertThat(stricter.lenient()).isEqualTo(one.lenient() && other.lenient());
      }
      assertThat(one.stricter(null)).isEqualTo(EnforcementMode.ENFORCE);
    }

    @Test
    void onlyEnforceIsNotLenient() {
      assertThat(EnforcementMode.values())
          .filteredOn(mode -> !mode.lenient())
          .containsExactly(EnforcementMode.ENFORCE);
    }

    @Test
    void wordsAreTheSameInEveryLocale() {
      Locale before = Locale.getDefault();
      try {
        Locale.setDefault(Locale.forLanguageTag("tr"));
        assertThat(EnforcementMode.DISABLED.word()).isEqualTo("disabled");
        assertThat(ActionType.FILE_OPERATION.word()).isEqualTo("file_operation");
        assertThat(Health.Level.CRITICAL.word()).isEqualTo("critical");
        for (ActionType type : ActionType.values()) {
          assertThat(ActionType.parse(type.word())).contains(type);
          assertThat(ActionType.parse(' ' + type.name() + '\n')).contains(type);
        }
      } finally {
        Locale.setDefault(before);
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "tool",
          "toolcall",
          "tool-call",
          "f\u0131le_operation",
          "networ\u212a_call"
        })
    void otherWordsAreNoActionType(String word) {
      assertThat(ActionType.parse(word)).isEmpty();
      assertThat(ActionType.parse(null)).isEmpty();
    }
  }

  /** An interceptor that says no more than it must allows nothing and refuses the rest. */
  @Test
  void defaultsOfAnInterceptorRefuse() {
    GovernanceInterceptor least = call -> null;
    assertThat(least.authoritative()).isFalse();
    assertThat(
            least
                .awaitApproval(CALL, new Verdict.Pending("", "", "", null))
                .toCompletableFuture()
                .join()
                .outcome())
        .isEqualTo(ApprovalDecision.Outcome.UNAVAILABLE);
    assertThat(least.append(null).toCompletableFuture()).isCompletedExceptionally();
    least.report(null);
    RecordListener silent = callRecord -> {};
    silent.onEvent(null);
  }

  @Test
  void policyThatStandsInEnforces() {
    assertThat(ModePolicy.enforcing().mode()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(ModePolicy.enforcing().onFault("x")).isEqualTo(DENY);
  }
}
