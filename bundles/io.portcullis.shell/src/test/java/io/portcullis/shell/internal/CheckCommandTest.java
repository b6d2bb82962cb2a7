// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

class CheckCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @RegisterExtension final RunningFramework framework = new RunningFramework();

  @BeforeEach
  void watchTheGate() {
    framework.register(ToolGate.class, Fakes.untouchedGate(), Map.of());
  }

  private CommandResult check(String... arguments) throws UsageException, InterruptedException {
    return check(TIMEOUT, arguments);
  }

  private CommandResult check(Duration timeout, String... arguments)
      throws UsageException, InterruptedException {
    return new CheckCommand(new Services(framework.context()), timeout, InstantSource.fixed(NOW))
        .run(List.of(arguments));
  }

  private ServiceRegistration<GovernanceInterceptor> decides(GovernanceInterceptor interceptor) {
    return framework.register(GovernanceInterceptor.class, interceptor, Map.of());
  }

  private void mode(EnforcementMode mode) {
    framework.register(ModePolicy.class, Fakes.mode(mode), Map.of());
  }

  @Nested
  class TheVerdict {
    @Test
    void isAllowWithExitCodeZero() throws Exception {
      decides(Fakes.answering(Fakes.allow()));
      assertThat(check("--tool", "x", "--args", "{\"a\": [1.50, 1e400, \"ü\"]}"))
          .isEqualTo(
              CommandResult.ok(
                  "{\"verdict\":\"allow\",\"reason\":\"the policy allows it\","
                      + "\"rule\":\"tools/x\",\"redactions\":[],"
                      + "\"args\":{\"a\":[1.50,1e400,\"ü\"]}}"));
    }

    @Test
    void isDenyWithExitCodeThree() throws Exception {
      decides(Fakes.answering(Fakes.deny("not on the list")));
      assertThat(check("--tool", "x"))
          .isEqualTo(
              new CommandResult(
                  3,
                  "{\"verdict\":\"deny\",\"reason\":\"not on the list\",\"rule\":\"tools/y\","
                      + "\"redactions\":[],\"args\":{}}"));
    }

    @Test
    void isPendingWithExitCodeFourAndNobodyIsAsked() throws Exception {
      decides(Fakes.answering(new Verdict.Pending("id", "needs a person", "tools/z", null)));
      assertThat(check("--tool", "x"))
          .isEqualTo(
              new CommandResult(
                  4,
                  "{\"verdict\":\"pending\",\"reason\":\"needs a person\",\"rule\":\"tools/z\","
                      + "\"redactions\":[],\"args\":{}}"));
    }

    @Test
    void isThatOfTheHighestRankedInterceptor() throws Exception {
      framework.register(
          GovernanceInterceptor.class,
          Fakes.answering(Fakes.deny("from above")),
          Map.of(Constants.SERVICE_RANKING, 7));
      decides(Fakes.answering(Fakes.allow()));
      assertThat(check("--tool", "x").text()).contains("from above");
    }

    @Test
    void isAskedForAgainWhenTheInterceptorLeavesMeanwhile() throws Exception {
      AtomicReference<ServiceRegistration<?>> leaving = new AtomicReference<>();
      leaving.set(
          decides(
              Fakes.interceptor(
                  call -> {
                    leaving.get().unregister();
                    return CompletableFuture.completedFuture(Fakes.allow());
                  })));
      framework.register(
          GovernanceInterceptor.class,
          Fakes.answering(Fakes.deny("the next one")),
          Map.of(Constants.SERVICE_RANKING, -1));
      assertThat(check("--tool", "x").text()).contains("\"deny\"", "the next one");
    }
  }

  @Nested
  class TheCall {
    @Test
    void carriesEveryOption() throws Exception {
      AtomicReference<ToolCall> asked = new AtomicReference<>();
      decides(
          Fakes.interceptor(
              call -> {
                asked.set(call);
                return CompletableFuture.completedFuture(Fakes.allow());
              }));
      check(
          "--tool",
          "net",
          "--args",
          "{\"k\":1}",
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
      ToolCall call = asked.get();
      assertThat(call.tool()).isEqualTo("net");
      assertThat(call.arguments()).isEqualTo("{\"k\":1}");
      assertThat(call.agent()).isEqualTo(new AgentIdentity("o", "t", "a"));
      assertThat(call.action()).isEqualTo(ActionType.NETWORK_CALL);
      assertThat(call.source()).isEqualTo("s");
      assertThat(call.targetUrl()).isEqualTo("https://example.com/");
      assertThat(call.id()).startsWith("check-");
      assertThat(call.deadline()).isEqualTo(NOW.plus(TIMEOUT));
    }

    @Test
    void needsNoToolWhenItIsNoUseOfOne() throws Exception {
      AtomicReference<ToolCall> asked = new AtomicReference<>();
      decides(
          Fakes.interceptor(
              call -> {
                asked.set(call);
                return CompletableFuture.completedFuture(Fakes.allow());
              }));
      check("--action", "process_exec", "--args", "{\"command\":\"ls\"}");
      assertThat(asked.get().tool()).isEqualTo("process_exec");
    }

    @Test
    void isPrintedWithoutHarmToTheTerminal() throws Exception {
      decides(Fakes.answering(Fakes.deny("a\u009b2J\u202e\ud83c\udff0\udb40\udc01")));
      String line = check("--tool", "x", "--args", "{\"a\":\"\u009b\"}").text();
      assertThat(line)
          .contains("a\\u009b2J\\u202e\ud83c\udff0\\udb40\\udc01")
          .endsWith("\"args\":{\"a\":\"\\u009b\"}}");
      assertThat(ArgumentText.checked(line)).isNotEmpty();
    }

    @Test
    void isRefusedWithoutAToolAndWithAWrongAction() {
      assertThatThrownBy(() -> check()).hasMessage("--tool is missing");
      assertThatThrownBy(() -> check("--tool", " ")).hasMessage("--tool is missing");
      assertThatThrownBy(() -> check("--tool")).hasMessage("--tool needs a value");
      assertThatThrownBy(() -> check("--tool", "x", "--action", "fly"))
          .isInstanceOf(UsageException.class)
          .hasMessage("unknown action fly");
      assertThatThrownBy(() -> check("--tool", "x", "extra"))
          .hasMessage("unexpected argument extra");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{",
          "{\"a\":1,\"a\":2}",
          "{\"a\":NaN}",
          "{} {}",
          "1 2",
          "nope",
          "{\"a\":\"\\ud800\"}"
        })
    void isDeniedInEveryModeWhenItsArgumentsAreNotJson(String arguments) throws Exception {
      mode(EnforcementMode.OBSERVE);
      decides(Fakes.answering(Fakes.allow()));
      CommandResult result = check("--tool", "x", "--args", arguments);
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.text()).contains("\"reason\":\"the arguments ").endsWith("\"args\":null}");
    }

    @Test
    void isDeniedWhenItsArgumentsAreTooDeepOrTooLarge() throws Exception {
      decides(Fakes.answering(Fakes.allow()));
      String deep = "[".repeat(65) + "]".repeat(65);
      assertThat(check("--tool", "x", "--args", deep).text()).contains("nesting depth");
      String large = "\"" + "x".repeat(ArgumentText.MAX_BYTES) + "\"";
      assertThat(check("--tool", "x", "--args", large).text())
          .contains("larger than 1048576 bytes");
      String full = "\"" + "x".repeat(ArgumentText.MAX_BYTES - 2) + "\"";
      assertThat(check("--tool", "x", "--args", full).exitCode()).isZero();
    }
  }

  @Nested
  class Redactions {
    private void allowWith(Redaction... redactions) {
      decides(
          Fakes.answering(
              new Verdict.Allow(Verdict.Basis.AUTHORITY, "r", "", List.of(redactions))));
    }

    @Test
    void areAppliedToTheArgumentsThatArePrinted() throws Exception {
      allowWith(new Redaction("/a/1", "[R]"), new Redaction("$.b.c", "x\"y"));
      assertThat(
              check("--tool", "x", "--args", "{\"a\":[1,{\"k\":2}, 3],\"b\":{\"c\":[0]}}").text())
          .contains(
              "\"redactions\":[{\"path\":\"/a/1\",\"replacement\":\"[R]\"},{\"path\":\"$.b.c\"")
          .endsWith("\"args\":{\"a\":[1,\"[R]\",3],\"b\":{\"c\":\"x\\\"y\"}}}");
    }

    @Test
    void reachIntoArraysWithADollarPathAndReplaceTheWhole() throws Exception {
      allowWith(new Redaction("$.a[0].b", "R"));
      assertThat(check("--tool", "x", "--args", "{\"a\":[{\"b\":1}]}").text())
          .endsWith("\"args\":{\"a\":[{\"b\":\"R\"}]}}");
      assertThat(ArgumentText.redacted("{\"a\":1}", List.of(new Redaction("", "R"))))
          .isEqualTo("\"R\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/missing", "$.a.b", "$.a..b", "relative", "/a/0"})
    void denyWhenTheyCannotBeApplied(String path) throws Exception {
      allowWith(new Redaction(path, "R"));
      CommandResult result = check("--tool", "x", "--args", "{\"a\":1}");
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.text()).contains("a redaction cannot be applied", "\"redactions\":[]");
    }

    @Test
    void thatContradictEachOtherDeny() throws Exception {
      allowWith(new Redaction("/a", "1"), new Redaction("$.a", "2"));
      assertThat(check("--tool", "x", "--args", "{\"a\":1}").exitCode()).isEqualTo(3);
    }

    @Test
    void letThroughUnchangedUnderALenientModeWhenTheyCannotBeApplied() throws Exception {
      mode(EnforcementMode.OBSERVE);
      allowWith(new Redaction("/missing", "R"));
      CommandResult result = check("--tool", "x", "--args", "{\"a\":1}");
      assertThat(result.exitCode()).isZero();
      assertThat(result.text()).contains("cannot be applied").endsWith("\"args\":{\"a\":1}}");
    }
  }

  @Nested
  class Faults {
    private void faultIs(Function<ToolCall, CompletionStage<Verdict>> check, String reason)
        throws Exception {
      decides(Fakes.interceptor(check));
      CommandResult enforced = check(Duration.ofMillis(50), "--tool", "x");
      assertThat(enforced.exitCode()).isEqualTo(3);
      assertThat(enforced.text()).contains(reason);
      mode(EnforcementMode.DISABLED);
      CommandResult lenient = check(Duration.ofMillis(50), "--tool", "x");
      assertThat(lenient.exitCode()).isZero();
      assertThat(lenient.text()).contains(reason);
    }

    @Test
    void denyWithoutAnInterceptorUnlessTheModeIsLenient() throws Exception {
      assertThat(check("--tool", "x").text()).contains("deny", "no interceptor is registered");
      mode(EnforcementMode.OBSERVE);
      assertThat(check("--tool", "x").exitCode()).isZero();
    }

    @Test
    void denyOnNoVerdict() throws Exception {
      faultIs(call -> CompletableFuture.completedFuture(null), "the interceptor gave no verdict");
    }

    @Test
    void denyOnNoStage() throws Exception {
      faultIs(call -> null, "the interceptor failed");
    }

    @Test
    void denyOnAnException() throws Exception {
      faultIs(
          call -> CompletableFuture.failedFuture(new IllegalStateException("gone")),
          "the interceptor failed: java.lang.IllegalStateException: gone");
    }

    @Test
    void denyWhenTheVerdictDoesNotComeInTime() throws Exception {
      faultIs(call -> new CompletableFuture<>(), "no verdict within 50 ms");
    }
  }
}
