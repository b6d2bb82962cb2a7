// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.api.status.EngineInspector;
import io.portcullis.shell.internal.calls.RecentCallLog;
import io.portcullis.shell.internal.calls.RecentCommand;
import io.portcullis.shell.internal.engine.PolicyCommand;
import io.portcullis.status.internal.EngineInspectorComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentAndPolicyTest {

  private static CallRecord decided(String tool, Verdict verdict) {
    return callRecord(CallRecord.Phase.DECIDED, tool, verdict, null);
  }

  private static CallRecord callRecord(
      CallRecord.Phase phase, String tool, Verdict verdict, ToolOutcome.Kind outcome) {
    ToolCall call =
        ToolCall.builder(tool)
            .arguments("{\"password\":\"hunter2\"}")
            .targetUrl("https://example.com/?token=hunter2")
            .agent(new AgentIdentity("acme", "", "worker"))
            .build();
    Instant at = Instant.parse("2026-11-01T10:00:00Z");
    return new CallRecord(
        phase,
        call,
        at,
        EnforcementMode.ENFORCE,
        "runtime query",
        "embedded",
        verdict,
        "",
        outcome,
        1500,
        List.of());
  }

  @Nested
  class Recent {
    @RegisterExtension final RunningFramework framework = new RunningFramework();
    private final RecentCallLog calls = new RecentCallLog();

    private String recent(String... arguments) throws Exception {
      return new RecentCommand(new CurrentServices(framework.context()), calls)
          .parseAndExecute(Fakes.invocation(arguments))
          .text();
    }

    @Test
    void showsHowLongAgoACallWasAtATerminal() {
      calls.onRecord(decided("deny", Fakes.deny("no")));
      RecentCommand command = new RecentCommand(new CurrentServices(framework.context()), calls);
      String row = command.run(Fakes.atTerminal()).text();
      assertThat(row)
          .startsWith("2026-11-01T10:00:00Z (")
          .contains("\u001b[31mdeny\u001b[0m  deny ");
      assertThat(command.run(Fakes.atTerminal("--json")).text()).doesNotContain("ago", "\u001b");
    }

    @Test
    void reportsThatThereWereNoCalls() throws Exception {
      assertThat(recent()).isEqualTo("no calls yet");
      assertThat(recent("--json")).isEqualTo("{\"records\":[]}");
    }

    @Test
    void showsEveryPartOfARecordButNeverArguments() throws Exception {
      calls.onRecord(decided("read_file", Fakes.deny("not on the list")));
      assertThat(recent())
          .contains("2026-11-01T10:00:00Z", "decided", "deny", "read_file", "acme/worker")
          .contains("1 us", "authority", "tools/y", "not on the list")
          .doesNotContain("hunter2");
      assertThat(recent("--json"))
          .isEqualTo(
              "{\"records\":[{\"at\":\"2026-11-01T10:00:00Z\",\"phase\":\"decided\","
                  + "\"agent\":\"acme/worker\",\"action\":\"tool_call\",\"tool\":\"read_file\","
                  + "\"source\":\"\",\"mode\":\"enforce\",\"decidedBy\":\"runtime query\","
                  + "\"verdict\":\"deny\",\"basis\":\"authority\",\"rule\":\"tools/y\","
                  + "\"reason\":\"not on the list\",\"outcome\":null,\"elapsedNanos\":1500,"
                  + "\"notes\":[]}]}");
    }

    @Test
    void showsHowAToolEnded() throws Exception {
      ToolOutcome.Kind kind = ToolOutcome.Kind.values()[0];
      calls.onRecord(callRecord(CallRecord.Phase.ENDED, "t", Fakes.allow(), kind));
      assertThat(recent("--json")).contains("\"phase\":\"ended\"").doesNotContain("outcome\":null");
    }

    @Test
    void givesTheLastTwentyUnlessToldOtherwise() throws Exception {
      for (int i = 0; i < 30; i++) {
        calls.onRecord(decided("tool" + i, Fakes.allow()));
      }
      assertThat(recent().lines()).hasSize(20).last().asString().contains("tool29");
      assertThat(recent("2").lines()).hasSize(2).first().asString().contains("tool28");
      assertThat(recent("200").lines()).hasSize(30);
    }

    @Test
    void keepsTwoHundredRecordsAndNoLongTexts() throws Exception {
      for (int i = 0; i < 1000; i++) {
        calls.onRecord(decided("t" + i + "x".repeat(10_000), Fakes.deny("y".repeat(10_000))));
      }
      assertThat(recent("200").lines()).hasSize(200).last().asString().contains("t999x");
      assertThat(recent("1")).hasSizeLessThan(1000);
    }

    @Test
    void doesNotLetAToolsNameWriteToTheTerminal() throws Exception {
      calls.onRecord(decided("a\u001b[2J\nb\u202e\u0085", Fakes.allow()));
      assertThat(recent().lines()).hasSize(1);
      assertThat(recent()).contains("a\\u001b[2J\\u000ab\\u202e\\u0085");
      assertThat(recent("--json")).contains("\"a\\u001B[2J\\nb\\u202e\\u0085\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "x", "", "99999999999"})
    void refusesANumberOutOfRange(String number) {
      assertThatThrownBy(() -> recent(number))
          .isInstanceOf(CommandUsageException.class)
          .hasMessage("N must be a number from 1 to 200");
    }
  }

  @Nested
  class Policy {
    @RegisterExtension final RunningFramework framework = new RunningFramework();

    @BeforeEach
    void registerInspector() {
      framework.register(
          EngineInspector.class, new EngineInspectorComponent(framework.context()), Map.of());
    }

    private String policy(String... arguments) throws Exception {
      return new PolicyCommand(new CurrentServices(framework.context()))
          .parseAndExecute(Fakes.invocation(arguments))
          .text();
    }

    @Test
    void saysThatNoDocumentsAreInForceAndWhatTheLoaderComplainsOf() throws Exception {
      framework.register(
          HealthReporter.class,
          () -> new Health("policy", Health.Level.CRITICAL, "a.yaml:3:1: unknown key"),
          Map.of());
      assertThat(policy())
          .contains("no transport is registered: no documents are in force")
          .containsPattern("policy +critical +a.yaml:3:1: unknown key");
      assertThat(policy("--json"))
          .isEqualTo(
              "{\"transports\":[],\"health\":[{\"part\":\"policy\",\"level\":\"critical\","
                  + "\"detail\":\"a.yaml:3:1: unknown key\",\"code\":\"\"}]}");
    }

    @Test
    void showsDocumentsDigestAndTimeOfTheSelectedTransport() throws Exception {
      framework.register(
          RuntimeTransport.class,
          call -> new CompletableFuture<>(),
          Map.of(
              RuntimeTransport.NAME,
              "embedded",
              "policy.documents",
              new String[] {"/etc/a.yaml", "/etc/b.yaml"},
              "policy.digest",
              "sha256:00",
              "policy.loaded",
              "2026-11-01T10:00:00Z"));
      framework.register(
          GovernanceInterceptor.class,
          Fakes.answering(Fakes.allow()),
          Map.of(
              RuntimeTransport.NAME,
              "embedded",
              GovernanceInterceptor.AUTHORITY,
              GovernanceInterceptor.RUNTIME));
      assertThat(policy())
          .contains("embedded (selected)", "sha256:00", "2026-11-01T10:00:00Z")
          .contains("/etc/a.yaml", "/etc/b.yaml");
      assertThat(policy("--json"))
          .isEqualTo(
              "{\"transports\":[{\"transport\":\"embedded\",\"selected\":true,"
                  + "\"digest\":\"sha256:00\",\"loaded\":\"2026-11-01T10:00:00Z\","
                  + "\"documents\":[\"/etc/a.yaml\",\"/etc/b.yaml\"]}],\"health\":[]}");
    }

    @Test
    void showsATransportThatSaysNothingOfDocuments() throws Exception {
      framework.register(
          RuntimeTransport.class,
          call -> new CompletableFuture<>(),
          Map.of(RuntimeTransport.NAME, "assembly"));
      assertThat(policy("--json"))
          .contains(
              "{\"transport\":\"assembly\",\"selected\":false,\"digest\":null,\"loaded\":null")
          .contains("\"documents\":[]");
    }

    @Test
    void failsWhenTheStatusBundleIsMissing() throws Exception {
      framework.unregister(EngineInspector.class);
      CommandResult result =
          new PolicyCommand(new CurrentServices(framework.context()))
              .parseAndExecute(Fakes.invocation());
      assertThat(result.exitCode()).isEqualTo(CommandResult.FAILED);
      assertThat(result.text()).contains("start io.portcullis.status");
    }
  }
}
