// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.CallSettlement;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.gate.internal.context.CallIds;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.context.SelfTest;
import io.portcullis.gate.internal.reporting.DenialThrottle;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import io.portcullis.gate.internal.services.ServiceSnapshot.InterceptorSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A gate whose whole environment the test controls. */
public final class Rig implements GateServices {
  static final String ARGUMENTS = "{\"path\":\"/tmp/a\"}";

  public final ManualClock clock = new ManualClock();
  public final ObservedTool tool = new ObservedTool();
  public final List<CallRecord> records = new CopyOnWriteArrayList<>();
  public final List<RecordListener> listeners = new CopyOnWriteArrayList<>();
  public final List<CallSettlement> settlements = new CopyOnWriteArrayList<>();
  final Form form;

  volatile InterceptorSnapshot seen;
  public volatile GovernanceInterceptor authority;
  volatile ModePolicy mode;
  volatile DecisionMapper mapper = new StrictDecisionMapper();
  volatile CallClearance control;
  public volatile ApprovalChannel approvals;
  volatile Journal journal = this::keep;
  volatile Supplier<InterceptorSnapshot> look = () -> seen;
  public GateLimits limits = GateLimits.DEFAULT;

  /** Bounds the records of denials. */
  public DenialThrottle throttle = DenialThrottle.NONE;

  /** What the self-test asks about, null for no test. */
  public ToolCall forbidden;

  private RecheckingToolGate gate;

  public Rig(Mode mode, Form form) {
    this.mode = mode.policy();
    this.form = form;
  }

  CompletionStage<Void> keep(CallRecord callRecord) {
    records.add(callRecord);
    return CompletableFuture.completedFuture(null);
  }

  /** A live runtime that does what the script says. */
  public Scripted runtime(Function<ToolCall, CompletionStage<Verdict>> script) {
    Scripted interceptor = new Scripted(script);
    authority = interceptor;
    seen = new InterceptorSnapshot(interceptor, "runtime query", "fake");
    return interceptor;
  }

  public Scripted runtime(Verdict verdict) {
    return runtime(call -> CompletableFuture.completedFuture(verdict));
  }

  /** What follows when the transport goes: the ceiling, or the pass-through in a lenient mode. */
  void runtimeLeaves() {
    ((Scripted) authority).authoritative = false;
    authority = null;
    Scripted standIn =
        new Scripted(call -> CompletableFuture.completedFuture(mode.onFault("no runtime")));
    standIn.authoritative = false;
    seen = new InterceptorSnapshot(standIn, "stand-in", "");
  }

  void evidenceRequired() {
    limits = limits.requiring(true, false);
  }

  public RecheckingToolGate gate() {
    if (gate == null) {
      RecordingCallReporter client =
          new RecordingCallReporter(
              () -> approvals, () -> journal, () -> listeners, () -> settlements);
      CallIds ids = new CallIds(1);
      SelfTest test = new SelfTest(forbidden, ids, clock, limits.deadline());
      GateContext.Clocks time = new GateContext.Clocks(clock, clock::nanoTime);
      gate = new RecheckingToolGate(this, limits, client, time, ids, test, throttle);
    }
    return gate;
  }

  public static ToolCall someCall() {
    return ToolCall.of("read_file", ARGUMENTS);
  }

  /** A call for which nothing is waited: what is not there at once comes too late. */
  ToolCall impatientCall() {
    return ToolCall.builder("read_file").arguments(ARGUMENTS).deadline(clock.instant()).build();
  }

  public Ended call() {
    return call(someCall());
  }

  public Ended call(ToolCall call) {
    return await(start(call));
  }

  CompletionStage<Ended> start(ToolCall call) {
    return form.call(gate(), call, tool);
  }

  /** The call in a thread of its own, as the blocking form blocks. */
  public CompletableFuture<Ended> inFlight(ToolCall call) {
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                start(call).whenComplete((value, failure) -> end(ended, value, failure));
              } catch (Throwable e) {
                ended.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return ended;
  }

  private static void end(CompletableFuture<Ended> ended, Ended value, Throwable failure) {
    if (failure == null) {
      ended.complete(value);
    } else {
      ended.completeExceptionally(failure);
    }
  }

  /** Waits for what must happen; the time-out only turns a hang into a failure. */
  public static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("it did not end well", e);
    }
  }

  public void assertRan(Ended ended) {
    assertThat(tool.runs()).as("runs of the tool; %s", ended).hasSize(1);
    assertThat(ended.kind()).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }

  public void assertNotRun(Ended ended) {
    assertThat(tool.runs()).as("runs of the tool").isEmpty();
    assertThat(ended.kind()).isEqualTo(ToolOutcome.Kind.DENIED);
    assertThat(ended.reason()).isNotBlank();
  }

  public void assertRanOnlyIf(boolean expected, Ended ended) {
    if (expected) {
      assertRan(ended);
    } else {
      assertNotRun(ended);
    }
  }

  /** An approval of exactly this call. */
  public static ApprovalDecision approved(ToolCall call) {
    return decided(ApprovalDecision.Outcome.APPROVED, call);
  }

  static ApprovalDecision decided(ApprovalDecision.Outcome outcome, ToolCall call) {
    return new ApprovalDecision(outcome, call.tool(), call.argumentsDigest(), "approver", "");
  }

  public static Verdict pending(Duration timeout) {
    return new Verdict.Pending("p-1", "ask a person", "r-3", timeout);
  }

  @Override
  public ServiceSnapshot snapshot() {
    InterceptorSnapshot interceptor = look.get(); // first, as it may change the others
    return new ServiceSnapshot(interceptor, authority, mode, mapper, control);
  }
}
