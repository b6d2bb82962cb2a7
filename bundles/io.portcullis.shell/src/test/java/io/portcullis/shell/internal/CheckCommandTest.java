// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

class CheckCommandTest extends CheckFixture {
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
    void isTheDenialOfAnAuthorityThatHasLeftSince() throws Exception {
      AtomicReference<ServiceRegistration<?>> leaving = new AtomicReference<>();
      leaving.set(
          decides(
              Fakes.interceptor(
                  call -> {
                    leaving.get().unregister();
                    return CompletableFuture.completedFuture(Fakes.deny("its last word"));
                  })));
      framework.register(
          GovernanceInterceptor.class,
          Fakes.answering(Fakes.allow()),
          Map.of(Constants.SERVICE_RANKING, -1));
      assertThat(check("--tool", "x").text()).contains("\"deny\"", "its last word");
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
  class AnAllowUnderEnforce {
    private final GovernanceInterceptor foreign =
        call -> CompletableFuture.completedFuture(Fakes.allow());

    @Test
    void countsOnlyWhileARuntimeIsThere() throws Exception {
      decides(foreign);
      CommandResult alone = check("--tool", "x");
      assertThat(alone.exitCode()).isEqualTo(3);
      assertThat(alone.text()).contains("no runtime is available");
      framework.register(
          GovernanceInterceptor.class,
          Fakes.answering(Fakes.deny("not asked")),
          Map.of(
              GovernanceInterceptor.AUTHORITY,
              GovernanceInterceptor.RUNTIME,
              Constants.SERVICE_RANKING,
              -1));
      assertThat(check("--tool", "x").exitCode()).isZero();
    }

    @Test
    void countsUnderALenientModeAnyway() throws Exception {
      mode(EnforcementMode.OBSERVE);
      decides(foreign);
      assertThat(check("--tool", "x").exitCode()).isZero();
    }

    @Test
    void doesNotCountIfALenientModeGaveIt() throws Exception {
      decides(
          Fakes.answering(
              new Verdict.Allow(Verdict.Basis.LENIENT_MODE, "was lenient", "", List.of())));
      assertThat(check("--tool", "x").text()).contains("\"deny\"", "was lenient");
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
}
