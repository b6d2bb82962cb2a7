// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckFaultsTest extends CheckFixture {
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
    void areAppliedToWhatAnApproverWouldSee() throws Exception {
      decides(
          Fakes.answering(
              new Verdict.Pending("", "r", "", null, List.of(new Redaction("/a", "R")))));
      assertThat(check("--tool", "x", "--args", "{\"a\":1}").text())
          .isEqualTo(
              "{\"verdict\":\"pending\",\"reason\":\"r\",\"rule\":\"\",\"redactions\":[{\"path\":\"/a\","
                  + "\"replacement\":\"R\"}],\"args\":{\"a\":\"R\"}}");
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
