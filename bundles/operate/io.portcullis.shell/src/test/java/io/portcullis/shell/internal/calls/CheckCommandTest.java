// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.support.json.TerminalJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;

class CheckCommandTest extends CheckFixture {
  @Nested
  class TheDecision {
    @Test
    void decisionIsAllowWithExitCodeZero() throws Exception {
      gateDecides(Fakes.allow());
      assertThat(check("--tool", "x"))
          .isEqualTo(
              CommandResult.ok(
                  "{\"verdict\":\"allow\",\"reason\":\"the policy allows it\","
                      + "\"rule\":\"tools/x\",\"redactions\":[],\"args\":{}}"));
    }

    @Test
    void decisionIsDenyWithExitCodeThree() throws Exception {
      gateDecides(Fakes.deny("not on the list"));
      assertThat(check("--tool", "x"))
          .isEqualTo(
              new CommandResult(
                  3,
                  "{\"verdict\":\"deny\",\"reason\":\"not on the list\",\"rule\":\"tools/y\","
                      + "\"redactions\":[],\"args\":{}}"));
    }

    @Test
    void decisionIsPendingWithExitCodeFour() throws Exception {
      gateDecides(new Verdict.Pending("id", "needs a person", "tools/z", null));
      assertThat(check("--tool", "x"))
          .isEqualTo(
              new CommandResult(
                  4,
                  "{\"verdict\":\"pending\",\"reason\":\"needs a person\",\"rule\":\"tools/z\","
                      + "\"redactions\":[],\"args\":{}}"));
    }

    @Test
    void showsRedactionsAndTheArgumentsThatTheGateMadeOfThem() throws Exception {
      List<Redaction> redactions = List.of(new Redaction("/a", "[R]"), new Redaction("$.b", "\""));
      AtomicReference<Verdict> verdict = new AtomicReference<>();
      gate(
          call ->
              CompletableFuture.completedFuture(
                  new ToolGate.Decision(call.withArguments("{\"a\":\"[R]\"}"), verdict.get())));
      for (Verdict each :
          List.of(
              new Verdict.Allow(Verdict.Basis.AUTHORITY, "r", "", redactions),
              new Verdict.Pending("", "r", "", null, redactions, ""))) {
        verdict.set(each);
        assertThat(check("--tool", "x", "--args", "{\"a\":1}").text())
            .endsWith(
                "\"redactions\":[{\"path\":\"/a\",\"replacement\":\"[R]\"},"
                    + "{\"path\":\"$.b\",\"replacement\":\"\\\"\"}],\"args\":{\"a\":\"[R]\"}}");
      }
    }

    @Test
    void decisionComesFromTheHighestRankedGate() throws Exception {
      gateDecides(Fakes.allow());
      framework.register(
          ToolGate.class,
          Fakes.gate(
              call ->
                  CompletableFuture.completedFuture(
                      new ToolGate.Decision(call, Fakes.deny("from above")))),
          Map.of(Constants.SERVICE_RANKING, 7));
      assertThat(check("--tool", "x").text()).contains("from above");
    }

    @Test
    void decisionIsPrintedWithoutHarmToTheTerminal() throws Exception {
      gateDecides(Fakes.deny("a\u009b2J\u202e\ud83c\udff0\udb40\udc01"));
      String line = check("--tool", "x", "--args", "{\"a\":\"\u009b\"}").text();
      assertThat(line)
          .contains("a\\u009b2J\\u202e\ud83c\udff0\\udb40\\udc01")
          .endsWith("\"args\":{\"a\":\"\\u009b\"}}");
      assertThat(TerminalJson.compact(line)).isNotEmpty();
    }
  }

  @Nested
  class WithoutADecision {
    private void isDenied(CommandResult result, String reason) {
      assertThat(result)
          .isEqualTo(
              new CommandResult(
                  3,
                  "{\"verdict\":\"deny\",\"reason\":\"%s\",\"rule\":\"\",\"redactions\":[],\"args\":{\"a\":1}}"
                      .formatted(reason)));
    }

    private void isDeniedFor(
        String reason, Function<ToolCall, CompletionStage<ToolGate.Decision>> preview)
        throws Exception {
      gate(preview);
      isDenied(check(Duration.ofMillis(50), "--tool", "x", "--args", "{\"a\": 1}"), reason);
    }

    @Test
    void deniesWithoutAGate() throws Exception {
      isDenied(
          check("--tool", "x", "--args", "{\"a\": 1}"),
          "no gate is registered: no adapter can run a tool");
    }

    @Test
    void deniesWhenTheGateDoesNotAnswerInTime() throws Exception {
      isDeniedFor("no decision within 50 ms", call -> new CompletableFuture<>());
    }

    @Test
    void deniesWhenTheGateGivesNone() throws Exception {
      isDeniedFor("the gate gave no decision", call -> CompletableFuture.completedFuture(null));
    }

    @Test
    void deniesWhenTheGateFails() throws Exception {
      isDeniedFor(
          "the gate failed: java.lang.IllegalStateException: gone",
          call -> CompletableFuture.failedFuture(new IllegalStateException("gone")));
    }

    @Test
    void deniesWhenTheGateThrows() throws Exception {
      isDeniedFor(
          "the gate failed: java.lang.IllegalStateException: gone",
          call -> {
            throw new IllegalStateException("gone");
          });
    }
  }

  @Nested
  class TheCall {
    private final AtomicReference<ToolCall> asked = new AtomicReference<>();

    @BeforeEach
    void watchTheGate() {
      gate(
          call -> {
            asked.set(call);
            return CompletableFuture.completedFuture(new ToolGate.Decision(call, Fakes.allow()));
          });
    }

    @Test
    void carriesEveryOption() throws Exception {
      check(
          "--tool",
          "net",
          "--args",
          "{\"k\": 1}",
          "--agent",
          "a",
          "--team",
          "t",
          "--org",
          "o",
          "--action",
          "network_call",
          "--source",
          "s",
          "--url",
          "https://example.com/");
      assertThat(asked.get())
          .isEqualTo(
              ToolCall.builder("net")
                  .arguments("{\"k\": 1}")
                  .agent(new AgentIdentity("o", "t", "a"))
                  .action(ActionType.NETWORK_CALL)
                  .source("s")
                  .targetUrl("https://example.com/")
                  .build());
    }

    @Test
    void leavesMissingValuesToTheGate() throws Exception {
      check("--tool", "x");
      assertThat(asked.get()).isEqualTo(ToolCall.of("x", "{}"));
    }

    @Test
    void needsNoToolWhenItIsNoUseOfOne() throws Exception {
      check("--action", "process_exec", "--args", "{\"command\":\"ls\"}");
      assertThat(asked.get().tool()).isEqualTo("process_exec");
    }

    @Test
    void callIsRefusedWithoutAToolAndWithAWrongAction() {
      assertThatThrownBy(() -> check()).hasMessage("--tool is missing");
      assertThatThrownBy(() -> check("--tool", " ")).hasMessage("--tool is missing");
      assertThatThrownBy(() -> check("--tool")).hasMessage("--tool needs a value");
      assertThatThrownBy(() -> check("--tool", "x", "--action", "fly"))
          .isInstanceOf(CommandUsageException.class)
          .hasMessage("unknown action fly");
      assertThatThrownBy(() -> check("--tool", "x", "extra"))
          .hasMessage("unexpected argument extra");
      assertThat(asked).hasValue(null);
    }
  }

  @Nested
  class TheArguments {
    @Test
    void argumentsAreOneLineWithNumbersAsTheyWereWritten() throws Exception {
      gateDecides(Fakes.allow());
      String given =
          " {\r\n"
              + "\t\"a\" : [1.50, 1e400, -0,\n"
              + "12345678901234567890123, \"ü\\n"
              + "\"],\n"
              + "\"b\":{}, \"c\":null }\n";
      CommandResult result = check("--tool", "x", "--args", given);
      assertThat(result.text())
          .endsWith(
              "\"args\":{\"a\":[1.50,1e400,-0,12345678901234567890123,\"ü\\n"
                  + "\"],\"b\":{},\"c\":null}}");
    }

    @Test
    void argumentsMayBeLongAndNeedNotBeAnObject() throws Exception {
      gateDecides(Fakes.allow());
      String name = "n".repeat(60_000);
      for (String given : List.of("7", "[]", "\"s\"", "{\"%s\":true}".formatted(name))) {
        assertThat(check("--tool", "x", "--args", given).text())
            .endsWith("\"args\":" + given + "}");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " \n",
          "{",
          "[1}",
          "{\"a\":1,\"a\":2}",
          "{\"a\":NaN}",
          "{} {}",
          "1 2",
          "nope",
          "{\"a\":\"\\ud800\"}"
        })
    void argumentsAreNullIfTheyAreNotJson(String given) throws Exception {
      gateDecides(Fakes.deny("the arguments are not valid JSON"));
      CommandResult result = check("--tool", "x", "--args", given);
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.text()).endsWith("\"args\":null}");
    }
  }
}
