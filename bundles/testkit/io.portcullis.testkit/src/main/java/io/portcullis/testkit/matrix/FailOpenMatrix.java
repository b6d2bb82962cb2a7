// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.DeferredAnswer;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.ScriptedInterceptor;
import io.portcullis.testkit.fake.StageFault;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fail-open matrix: every adapter is driven through every situation under every mode, and only
 * the tool itself shows whether it ran. The adapter's answer to its framework, or its exception, is
 * no evidence.
 *
 * <p>A subclass names the engine and makes one call through its adapter, and carries {@link
 * MatrixRow}.
 */
@SuppressWarnings("NullAway.Init") // set up before each test
public abstract class FailOpenMatrix {
  private static final String ARGUMENTS = "{\"path\":\"/tmp/a\"}";
  private static final Duration SHORT = Duration.ofMillis(100);

  private EngineUnderTest engine;
  private ObservedTool tool;

  /**
   * Creates the engine of one test.
   *
   * @return a new engine, closed by this class
   */
  protected abstract EngineUnderTest engine();

  /**
   * Makes one attempt to use a tool through the adapter, and waits for its end.
   *
   * @param gate the gate that the adapter must use
   * @param tool the tool to call
   * @param arguments the arguments of the model, not always JSON
   * @throws Exception any exception of the adapter; it is ignored
   */
  protected abstract void call(ToolGate gate, ObservedTool tool, String arguments) throws Exception;

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

  /** S1: the interceptor returns no verdict. */
  @ParameterizedTest
  @MethodSource(MatrixTables.STAGE_FAULTS)
  protected void s01NoVerdict(ModeSetting mode, StageFault fault) {
    engine.mode(mode.configured());
    engine.patience(SHORT);
    engine.outrank(ScriptedInterceptor.failing(fault));
    call();
    ranOnlyIf(mode.lenient());
  }

  /** S2 and S3: an error sentinel, or any other unknown decision. */
  @ParameterizedTest
  @MethodSource(MatrixTables.RUNTIME_FAULTS)
  protected void s02s03NoDecision(ModeSetting mode, RuntimeFault fault) {
    engine.mode(mode.configured());
    if (!fault.deniesAlways()) { // on a busy machine a short timeout could expire before the answer
      engine.patience(SHORT);
    }
    engine.runtime().answer(fault);
    call();
    ranOnlyIf(mode.lenient() && !fault.deniesAlways());
  }

  /** S4: no interceptor is registered at all. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s04NoInterceptor(ModeSetting mode) {
    engine.mode(mode.configured());
    engine.removeInterceptors();
    call();
    ranOnlyIf(mode.lenient());
  }

  /** S5: pending, then the approval channel faults. */
  @ParameterizedTest
  @MethodSource(MatrixTables.STAGE_FAULTS)
  protected void s05ApprovalFaults(ModeSetting mode, StageFault fault) {
    engine.mode(mode.configured());
    engine.runtime().answer(ScriptedAnswer.pending("p-1", SHORT));
    engine.approvals().fail(fault);
    call();
    ranOnlyIf(mode.lenient());
  }

  /** S6: an authoritative denial, and every audit sink fails. */
  @ParameterizedTest
  @MethodSource(MatrixTables.STAGE_FAULTS)
  protected void s06DenialAndFailingSinks(ModeSetting mode, StageFault fault) {
    engine.mode(mode.configured());
    engine.runtime().answer(ScriptedAnswer.deny("not this one"));
    engine.journal().fail(fault);
    engine.listener().fail();
    call();
    ranOnlyIf(false);
  }

  /** S7: an authoritative denial. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s07Denial(ModeSetting mode) {
    engine.mode(mode.configured());
    engine.runtime().answer(ScriptedAnswer.deny("not this one"));
    call();
    ranOnlyIf(false);
  }

  /** S8: an authoritative allow. Also proves that this adapter can run the tool at all. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s08Allow(ModeSetting mode) {
    engine.mode(mode.configured());
    call();
    ranOnlyIf(true);
    assertEquals(0, unauthorised(), "executions without an allow of the runtime");
  }

  /**
   * S9: the bundle of the transport leaves while the call is in flight, and its pending allow comes
   * too late. An update restores the bundle at once, so that the call may be asked again.
   */
  @ParameterizedTest
  @MethodSource(MatrixTables.DEPARTURES)
  protected void s09TransportLeavesInFlight(ModeSetting mode, Departure departure) {
    engine.mode(mode.configured());
    DeferredAnswer held = DeferredAnswer.open();
    engine.runtime().answer(held);
    CompletableFuture<@Nullable Void> running = callInAnotherThread();
    held.awaitArrival();
    engine
        .runtime()
        .answer(mode.lenient() ? ScriptedAnswer.allow() : ScriptedAnswer.deny("asked again"));
    engine.transportLeaves(departure);
    held.release(ScriptedAnswer.allow());
    Await.await(running);
    ranOnlyIf(mode.lenient());
  }

  /** S10: the bundle of the transport is back; nothing else is restarted. */
  @ParameterizedTest
  @MethodSource(MatrixTables.DEPARTURES)
  protected void s10TransportReturns(ModeSetting mode, Departure departure) {
    engine.mode(mode.configured());
    engine.transportLeaves(departure);
    engine.transportReturns(departure);
    call();
    ranOnlyIf(true);
    assertEquals(0, unauthorised(), "executions without an allow of the runtime");
  }

  /** S11: the mode changes while the call is in flight, and then the runtime fails. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODE_CHANGES)
  protected void s11ModeChangesInFlight(ModeSetting before, ModeSetting after) {
    engine.mode(before.configured());
    DeferredAnswer held = DeferredAnswer.open();
    engine.runtime().answer(held);
    CompletableFuture<@Nullable Void> running = callInAnotherThread();
    held.awaitArrival();
    engine.mode(after.configured());
    held.release(RuntimeFault.ERROR);
    Await.await(running);
    ranOnlyIf(before.lenient() && after.lenient());
  }

  /** S12: the operator has terminated the operation. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s12Terminated(ModeSetting mode) {
    engine.mode(mode.configured());
    engine.control().terminate();
    call();
    ranOnlyIf(false);
  }

  /** S12: the operator terminates the operation while the runtime decides. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s12TerminatedInFlight(ModeSetting mode) {
    engine.mode(mode.configured());
    DeferredAnswer held = DeferredAnswer.open();
    engine.runtime().answer(held);
    CompletableFuture<@Nullable Void> running = callInAnotherThread();
    held.awaitArrival();
    engine.control().terminate();
    held.release(ScriptedAnswer.allow());
    Await.await(running);
    ranOnlyIf(false);
  }

  /** S12: the operator has paused the operation, and the call's time runs out. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s12PausedUntilTheDeadline(ModeSetting mode) {
    engine.mode(mode.configured());
    engine.patience(SHORT);
    engine.control().pause();
    call();
    ranOnlyIf(false);
  }

  /** S13: the record cannot be written and evidence is required. */
  @ParameterizedTest
  @MethodSource(MatrixTables.JOURNAL_FAULTS)
  protected void s13NoEvidence(ModeSetting mode, StageFault fault) {
    engine.mode(mode.configured());
    engine.patience(SHORT);
    engine.requireEvidence();
    engine.journal().fail(fault);
    call();
    ranOnlyIf(mode.lenient());
  }

  /** S14: the arguments are not JSON, or too large. */
  @ParameterizedTest
  @MethodSource(MatrixTables.BAD_ARGUMENTS)
  protected void s14BadArguments(ModeSetting mode, BadArguments arguments) {
    engine.mode(mode.configured());
    callIgnoringWhatIsThrown(arguments.text());
    ranOnlyIf(false);
  }

  /** S15: the policy changes to deny the call while it awaits an approval, which is then given. */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s15DeniedWhileItWaits(ModeSetting mode) {
    engine.mode(mode.configured());
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    engine
        .approvals()
        .answer(
            call -> {
              engine.runtime().answer(ScriptedAnswer.deny("not any more"));
              return approval(call);
            });
    call();
    ranOnlyIf(false);
    assertFalse(engine.approvals().requests().isEmpty(), "no approval was requested");
  }

  /** S15: the runtime cannot be asked again after the approval. */
  @ParameterizedTest
  @MethodSource(MatrixTables.RUNTIME_FAULTS)
  protected void s15FaultAfterTheApproval(ModeSetting mode, RuntimeFault fault) {
    engine.mode(mode.configured());
    engine.patience(SHORT);
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    engine
        .approvals()
        .answer(
            call -> {
              engine.runtime().answer(fault);
              return approval(call);
            });
    call();
    ranOnlyIf(mode.lenient() && !fault.deniesAlways());
  }

  /**
   * S15: nothing changes while the call awaits approval. Proves that this adapter runs approved
   * calls.
   */
  @ParameterizedTest
  @MethodSource(MatrixTables.MODES)
  protected void s15ApprovedByTheSamePolicy(ModeSetting mode) {
    engine.mode(mode.configured());
    engine.runtime().answer(ScriptedAnswer.pending("p-1", null));
    call();
    ranOnlyIf(true);
  }

  private static CompletionStage<ApprovalDecision> approval(ToolCall call) {
    return CompletableFuture.completedFuture(
        ScriptedApprovals.decision(ApprovalDecision.Outcome.APPROVED, call));
  }

  private void call() {
    callIgnoringWhatIsThrown(ARGUMENTS);
  }

  private CompletableFuture<@Nullable Void> callInAnotherThread() {
    CompletableFuture<@Nullable Void> running = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              call();
              running.complete(null);
            },
            "matrix-call");
    thread.setDaemon(true);
    thread.start();
    return running;
  }

  private void callIgnoringWhatIsThrown(String arguments) {
    try {
      call(engine.gate(), tool, arguments);
    } catch (Exception e) {
      System.out.println("the adapter threw " + e);
    }
  }

  private void ranOnlyIf(boolean expected) {
    assertEquals(expected ? 1 : 0, tool.count(), "number of runs of the tool");
  }

  private long unauthorised() {
    tool.arguments().forEach(engine.runtime().ledger()::executed);
    return engine.runtime().ledger().offences();
  }
}
