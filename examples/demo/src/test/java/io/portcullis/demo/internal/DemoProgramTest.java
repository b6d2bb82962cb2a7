// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.adapter.langchain4j.GovernedTools;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The story over engines that keep their promises or break one. */
class DemoProgramTest {
  private static final int STEPS = 20;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Workspace workspace;
  private boolean redacts = true;

  @BeforeEach
  void makeWorkspace(@TempDir Path folder) throws IOException {
    workspace = new Workspace(folder);
  }

  private int run(PretendEngine engine) {
    return DemoProgram.run(
        GovernedTools.with(engine),
        engine,
        new Story(workspace, new Authority.Manner("It stops", "it is away", "It starts", redacts)),
        new PrintStream(out, true, StandardCharsets.US_ASCII));
  }

  @Test
  void succeedsWhenEachStepGoesAsItMust() {
    assertThat(run(new PretendEngine(""))).isZero();
    assertThat(text()).contains("PASS: " + STEPS + " of " + STEPS).doesNotContain("FAIL");
    assertThat(workspace.runs()).isEqualTo(9);
    assertThat(text().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void tellsWhatTheToolSeesAfterARedaction() {
    run(new PretendEngine(""));

    assertThat(text())
        .containsPattern(
            "PASS +send_email to billing +redacted +ran +tool sees: Charge \\[REDACTED\\] please");
    assertThat(text()).doesNotContain(Story.CARD);
  }

  @Test
  void expectsADenialOfAnAuthorityThatDoesNotRedact() {
    redacts = false;
    assertThat(run(new PretendEngine("denies data"))).isZero();
    assertThat(text()).containsPattern("PASS +send_email to billing +denied +not run");
    assertThat(workspace.outbox()).isEmpty();
  }

  @Test
  void failsWhenSuchAnAuthorityLetsItRun() {
    redacts = false;
    assertThat(run(new PretendEngine(""))).isEqualTo(1);
    assertThat(text()).containsPattern("FAIL +send_email to billing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open without transport",
        "deny ignored",
        "no redaction",
        "always shut",
        "rejection ignored",
        "termination ignored",
        "journal changed"
      })
  void failsWhenThePromiseIsBroken(String broken) {
    assertThat(run(new PretendEngine(broken))).isEqualTo(1);
    assertThat(text()).contains("FAIL");
  }

  private String text() {
    return out.toString(StandardCharsets.US_ASCII);
  }

  /** Gate and engine in one. */
  private static final class PretendEngine implements EngineOperations, ToolGate {
    private static final Set<String> ALLOWED =
        Set.of("read_file", "list_directory", "send_email", "send_refund");

    private final String broken;
    private boolean up = true;
    private boolean lenient;
    private boolean approve;
    private boolean terminated;

    PretendEngine(String broken) {
      this.broken = broken;
    }

    @Override
    public void stopTransport() {
      up = false;
    }

    @Override
    public void startTransport() {
      up = true;
    }

    @Override
    public void mode(String mode) {
      lenient = !mode.equals("enforce");
    }

    @Override
    public void reviewNext(boolean approves) {
      approve = approves;
    }

    @Override
    public void terminate(String agent) {
      terminated = !broken.equals("termination ignored");
    }

    @Override
    public void reinstate(String agent) {
      terminated = false;
    }

    @Override
    public String verifyJournal() {
      if (broken.equals("journal changed")) {
        throw new IllegalStateException("record 3 was changed");
      }
      return "43 records";
    }

    private boolean allows(ToolCall call) {
      String tool = call.tool();
      if (broken.equals("always shut") || terminated) {
        return false;
      }
      if (tool.equals("send_email") && broken.equals("denies data")) {
        return false;
      }
      if (tool.equals("send_refund") && !call.arguments().contains("80")) {
        return approve || broken.equals("rejection ignored");
      }
      return up
          ? ALLOWED.contains(tool) || broken.equals("deny ignored")
          : lenient || broken.equals("open without transport");
    }

    @Override
    public <T> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
      if (!allows(call)) {
        return new ToolOutcome.Denied<>(
            new Verdict.Deny(
                up ? Verdict.Basis.AUTHORITY : Verdict.Basis.FAULT, "tool denied by policy", ""));
      }
      try {
        String arguments = call.arguments();
        return new ToolOutcome.Completed<>(
            tool.run(
                broken.equals("no redaction")
                    ? arguments
                    : arguments.replace(Story.CARD, "[REDACTED]")));
      } catch (Exception e) {
        return new ToolOutcome.Failed<>(e);
      }
    }

    @Override
    public <T> CompletionStage<ToolOutcome<T>> runAsync(
        ToolCall call, Tool<? extends CompletionStage<T>> tool) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Decision> decide(ToolCall call) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void report(Decision decision, ToolOutcome.Kind outcome) {
      throw new UnsupportedOperationException();
    }
  }
}
