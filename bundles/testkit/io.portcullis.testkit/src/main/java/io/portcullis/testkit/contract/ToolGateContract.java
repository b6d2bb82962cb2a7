// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.DeferredAnswer;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.matrix.EngineUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link ToolGate}, beside the fail-open matrix. */
@SuppressWarnings("NullAway.Init") // set up before each test
public abstract class ToolGateContract {
  private static final ToolCall CALL = ToolCall.of("read_file", "{\"path\":\"/tmp/a\"}");

  private EngineUnderTest engine;
  private ObservedTool tool;

  /**
   * Creates the engine of one test.
   *
   * @return a new engine, closed by this class
   */
  protected abstract EngineUnderTest engine();

  /** Creates a new engine before each test. */
  @BeforeEach
  protected void startEngine() {
    engine = engine();
    tool = new ObservedTool();
  }

  /** Closes the engine. */
  @AfterEach
  protected void closeEngine() {
    engine.close();
  }

  /** An allowed tool runs once and its result is returned. */
  @Test
  protected void runsAllowedToolOnce() {
    ToolOutcome<String> outcome = engine.gate().run(CALL, tool);
    assertEquals(new ToolOutcome.Completed<>(ObservedTool.RESULT), outcome);
    assertEquals(List.of(CALL.arguments()), tool.arguments());
  }

  /** A denial has the runtime's own reason, and the tool does not run. */
  @Test
  protected void deniesWithTheReasonOfTheRuntime() {
    engine.runtime().answer(ScriptedAnswer.deny("not this one"));
    ToolOutcome.Denied<?> outcome =
        assertInstanceOf(ToolOutcome.Denied.class, engine.gate().run(CALL, tool));
    assertEquals(
        new Verdict.Deny(Verdict.Basis.AUTHORITY, "not this one", "rule-of-read_file"),
        outcome.verdict());
    assertEquals(0, tool.count());
  }

  /** The exception of the tool is the outcome; the tool has run. */
  @Test
  protected void reportsTheExceptionOfTheTool() {
    IllegalStateException thrown = new IllegalStateException("of the tool");
    ToolOutcome<Object> outcome =
        engine
            .gate()
            .run(
                CALL,
                arguments -> {
                  throw thrown;
                });
    assertSame(thrown, assertInstanceOf(ToolOutcome.Failed.class, outcome).cause());
  }

  /** An error of the virtual machine is rethrown. */
  @Test
  protected void rethrowsErrorsOfTheVirtualMachine() {
    ToolGate gate = engine.gate();
    assertThrows(
        OutOfMemoryError.class,
        () ->
            gate.run(
                CALL,
                arguments -> {
                  throw new OutOfMemoryError("on purpose");
                }));
  }

  /** The tool gets the arguments after redaction. */
  @Test
  protected void redactsBeforeTheToolRuns() {
    engine.runtime().answer(ScriptedAnswer.redact(new Redaction("/path", "***")));
    engine.gate().run(CALL, tool);
    assertEquals(List.of("{\"path\":\"***\"}"), tool.arguments());
  }

  /** A redaction that cannot be applied denies under enforce. */
  @Test
  protected void deniesAnImpossibleRedactionUnderEnforce() {
    engine.runtime().answer(ScriptedAnswer.redact(new Redaction("/nowhere", "***")));
    assertEquals(ToolOutcome.Kind.DENIED, engine.gate().run(CALL, tool).kind());
    assertEquals(0, tool.count());
  }

  /** A redaction that cannot be applied is omitted under a lenient mode. */
  @Test
  protected void omitsAnImpossibleRedactionUnderObserve() {
    engine.mode("observe");
    engine.runtime().answer(ScriptedAnswer.redact(new Redaction("/nowhere", "***")));
    engine.gate().run(CALL, tool);
    assertEquals(List.of(CALL.arguments()), tool.arguments());
  }

  /** An approval of this very call runs it once. */
  @Test
  protected void runsApprovedCall() {
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    engine.gate().run(CALL, tool);
    assertEquals(1, tool.count());
    assertEquals(1, engine.approvals().requests().size());
  }

  /** An approval is not a stored allow: the next call is asked about again. */
  @Test
  protected void requestsAnApprovalForEachCall() {
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    engine.gate().run(CALL, tool);
    engine.approvals().answer(ApprovalDecision.Outcome.REJECTED);
    engine.gate().run(CALL, tool);
    assertEquals(1, tool.count());
  }

  /** No two attempts share an id, not even those of the same call. */
  @Test
  protected void givesEachAttemptItsOwnId() {
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    IntStream.range(0, 50).parallel().forEach(n -> engine.gate().run(CALL, tool));
    assertEquals(50, engine.approvals().requests().stream().map(ToolCall::id).distinct().count());
  }

  /** An interrupted caller is denied at once, and stays interrupted. */
  @Test
  protected void deniesInterruptedCallerInEveryMode() {
    for (String mode : List.of("enforce", "observe", "disabled")) {
      engine.mode(mode);
      DeferredAnswer held = DeferredAnswer.open();
      engine.runtime().answer(held);
      Thread.currentThread().interrupt();
      ToolOutcome<String> outcome = engine.gate().run(CALL, tool);
      assertTrue(Thread.interrupted(), mode);
      assertEquals(ToolOutcome.Kind.DENIED, outcome.kind(), mode);
      held.release(ScriptedAnswer.allow());
    }
    assertEquals(0, tool.count());
  }

  /** The asynchronous form runs an allowed tool, and blocks no caller while it waits. */
  @Test
  protected void runsAllowedToolAsynchronously() {
    DeferredAnswer held = DeferredAnswer.open();
    engine.runtime().answer(held);
    CompletionStage<ToolOutcome<String>> stage =
        engine
            .gate()
            .runAsync(CALL, arguments -> CompletableFuture.completedFuture(tool.run(arguments)));
    assertEquals(0, tool.count());
    held.release(ScriptedAnswer.allow());
    assertEquals(new ToolOutcome.Completed<>(ObservedTool.RESULT), Await.await(stage));
    assertEquals(1, tool.count());
  }

  /** The asynchronous form denies without running the tool, whatever fails. */
  @Test
  protected void deniesFaultsAsynchronously() {
    engine.patience(Duration.ofMillis(100));
    for (RuntimeFault fault : RuntimeFault.values()) {
      engine.runtime().answer(fault);
      ToolOutcome<String> outcome =
          Await.await(
              engine
                  .gate()
                  .runAsync(
                      CALL, arguments -> CompletableFuture.completedFuture(tool.run(arguments))));
      assertEquals(ToolOutcome.Kind.DENIED, outcome.kind(), fault.name());
    }
    assertEquals(0, tool.count());
  }

  /** The deciding form waits for approvals itself and never returns a Pending. */
  @Test
  protected void decideWaitsForApprovals() {
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    ToolGate.Decision approved = Await.await(engine.gate().decide(CALL));
    assertEquals(Verdict.Kind.ALLOW, approved.verdict().kind());
    engine.approvals().answer(ApprovalDecision.Outcome.REJECTED);
    ToolGate.Decision rejected = Await.await(engine.gate().decide(CALL));
    assertEquals(Verdict.Kind.DENY, rejected.verdict().kind());
  }

  /** Every decided call is recorded in the journal, denied or not. */
  @Test
  protected void recordsAllowsAndDenials() {
    engine.gate().run(CALL, tool);
    engine.runtime().answer(ScriptedAnswer.deny("not this one"));
    engine.gate().run(CALL, tool);
    assertTrue(
        engine.journal().records().stream()
            .anyMatch(r -> r.verdict().kind() == Verdict.Kind.ALLOW));
    assertTrue(
        engine.journal().records().stream().anyMatch(r -> r.verdict().kind() == Verdict.Kind.DENY));
  }
}
