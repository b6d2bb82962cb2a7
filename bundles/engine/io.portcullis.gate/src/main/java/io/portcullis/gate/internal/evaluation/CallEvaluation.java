// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.Verdict.Allow;
import io.portcullis.api.Verdict.Basis;
import io.portcullis.api.Verdict.Deny;
import io.portcullis.api.Verdict.Pending;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.arguments.ArgumentRedactor;
import io.portcullis.gate.internal.completion.CompletionStages;
import io.portcullis.gate.internal.completion.TerminatedException;
import io.portcullis.gate.internal.completion.WithdrawnException;
import io.portcullis.gate.internal.context.CallContext;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.context.ShownCall;
import io.portcullis.gate.internal.services.GateServices;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call through the gate until its verdict is final. It never waits: {@link #advance}
 * goes as far as it can and gives what has to be waited for, after which {@link #resume} is told
 * what came of it. Used by one thread at a time.
 *
 * <p>Whatever is thrown on the way is a fault, and what becomes of a fault is decided by the
 * stricter of the mode at the start and the mode now.
 */
final class CallEvaluation {
  /** A transport that keeps coming and going must not keep a call going round. */
  private static final int MAX_ASKS = 16;

  private static final int MAX_NAME_LENGTH = 1_024;
  private static final ArgumentGuard.Problem OVERSIZED_NAME =
      new ArgumentGuard.Problem(
          DenialCause.ARGUMENTS_TOO_LARGE, "the name of the tool or of its source is too long");
  private static final String REJECTED = "rejected by the approver";

  private enum Step {
    ADMIT,
    CLEAR_TO_ASK,
    SELF_TEST,
    SELF_TESTED,
    TESTED_AGAIN,
    ASK,
    ASKED,
    APPROVE,
    APPROVED,
    REDACT,
    RECORD,
    RECORDED,
    CLEAR_TO_RUN,
    LAST_LOOK,
    RULED
  }

  /** What becomes of a call that its asker gave up, in every mode. */
  static final Deny WITHDRAWN = Deny.fault("given up by whoever asked", DenialCause.WITHDRAWN);

  private final GateContext gate;
  private final CallContext callContext;
  private Step step = Step.ADMIT;
  private GateServices.@Nullable InterceptorSnapshot asked;
  private Verdict verdict = Deny.fault("the call was not decided");
  private @Nullable CompletionStage<?> awaited;
  private @Nullable Object answer;
  private int asks;

  /** The journal did not take the decision. */
  private boolean unrecorded;

  /** What an approver was shown; null until one is asked. */
  private @Nullable ShownCall shown;

  /** What the approval would let run, while the authority is asked once more. */
  private @Nullable Verdict approval;

  /** An allow that waits for the self-test by its policy. */
  private @Nullable Verdict untested;

  /** The runtime that has passed the self-test by the policy of the allow. */
  private @Nullable GovernanceInterceptor tested;

  CallEvaluation(GateContext gate, ToolCall unstamped) {
    this(gate, unstamped, false);
  }

  /** A preview asks no approver and leaves no record, and may end with a Pending. */
  CallEvaluation(GateContext gate, ToolCall unstamped, boolean preview) {
    this.gate = gate;
    callContext = new CallContext(gate, unstamped, preview);
  }

  /** The call, stamped, with its arguments after redaction. */
  ToolCall call() {
    return callContext.call();
  }

  /** The verdict; final once {@link #advance} gives null, and then a Pending only in a preview. */
  Verdict verdict() {
    return verdict;
  }

  /** How long may be waited for what {@link #advance} gave. */
  long remainingNanos() {
    return callContext.remainingNanos();
  }

  /** Takes down how the tool ended. */
  void recordOutcome(ToolOutcome.Kind outcome) {
    callContext.recordEnd(verdict, asked, outcome);
  }

  /**
   * Goes on.
   *
   * @return what must be waited for, or null when the verdict is final
   */
  @Nullable CompletionStage<?> advance() {
    while (step != Step.RULED) {
      if (awaited != null) {
        CompletableFuture<?> future = CompletionStages.plain(awaited);
        if (future == null || !future.isDone() || future.isCompletedExceptionally()) {
          return awaited;
        }
        awaited = null;
        answer = future.join();
      }
      try {
        go();
      } catch (VirtualMachineError e) {
        throw e;
      } catch (Throwable e) { // also the linkage errors of a bundle that was refreshed
        if (e instanceof InterruptedException) { // thrown past the compiler, in this very thread
          Thread.currentThread().interrupt();
        }
        fail(e);
      }
    }
    return null;
  }

  /** Takes what came of the wait: a value, or a failure. */
  void resume(@Nullable Object value, @Nullable Throwable failure) {
    awaited = null;
    answer = value;
    if (failure != null) {
      Throwable cause = CompletionStages.cause(failure);
      if (cause instanceof VirtualMachineError e) {
        throw e;
      }
      fail(cause);
    }
  }

  /** The gate does not let the call through, whatever was decided. */
  void refuse(Deny denial) {
    deny(denial);
  }

  /** The waiting thread was interrupted: no mode lets that through. */
  void interrupted() {
    awaited = null;
    deny(Deny.fault("interrupted while waiting for the decision", DenialCause.WITHDRAWN));
  }

  private void go() {
    switch (step) {
      case ADMIT -> admit();
      case CLEAR_TO_ASK -> cleared(Step.SELF_TEST);
      case SELF_TEST -> selfTest();
      case SELF_TESTED -> selfTested((String) answer);
      case TESTED_AGAIN -> testedAgain((String) answer);
      case ASK -> ask();
      case ASKED -> asked((Verdict) answer);
      case APPROVE -> approve();
      case APPROVED -> approved((ApprovalDecision) answer);
      case REDACT -> redact();
      case RECORD -> recordDecision();
      case RECORDED -> recorded();
      case CLEAR_TO_RUN -> cleared(Step.LAST_LOOK);
      case LAST_LOOK -> lastLook();
      case RULED -> throw new IllegalStateException("the verdict is final");
    }
  }

  private void admit() {
    ToolCall call = callContext.call();
    boolean oversized =
        call.tool().length() > MAX_NAME_LENGTH || call.source().length() > MAX_NAME_LENGTH;
    ArgumentGuard.Problem problem =
        oversized ? OVERSIZED_NAME : gate.guard().problem(call.arguments());
    if (problem == null) {
      clearThen(Step.CLEAR_TO_ASK, Step.SELF_TEST);
    } else {
      deny(Deny.fault(problem.text(), problem.cause())); // in every mode
    }
  }

  private void clearThen(Step ifPresent, Step otherwise) {
    step = ifPresent; // first, so that a failure counts as one of the operator's switch
    CallClearance control = gate.services().control();
    if (control == null) {
      if (gate.limits().controlRequired()) {
        goOn("no operator's switch is present", DenialCause.CONTROL_UNAVAILABLE, otherwise);
      } else {
        step = otherwise;
      }
    } else {
      awaited = required(control.clearance(callContext.call()));
    }
  }

  private void cleared(Step next) {
    if (answer == CallClearance.Clearance.PROCEED) {
      step = next;
    } else if (answer == CallClearance.Clearance.TERMINATED) {
      deny(terminated());
    } else {
      throw new IllegalStateException("no clearance");
    }
  }

  private static Deny terminated() {
    return new Deny(Basis.APPROVAL, "terminated by an operator", "", "", DenialCause.TERMINATED);
  }

  /**
   * What ends the wait for something else when an operator terminates the call, or null if nobody
   * can or the wait is one for the operator.
   */
  @Nullable CompletionStage<Void> termination() {
    CallClearance control = gate.services().control();
    if (control == null || step == Step.CLEAR_TO_ASK || step == Step.CLEAR_TO_RUN) {
      return null;
    }
    try {
      return control.termination(callContext.call());
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // clearance is asked for once more before the tool runs
      return null;
    }
  }

  private void selfTest() {
    GovernanceInterceptor runtime = gate.services().authority();
    CompletionStage<String> test =
        runtime == null || callContext.lenient() ? null : gate.selfTest().of(runtime);
    step = test == null ? Step.ASK : Step.SELF_TESTED;
    awaited = test;
  }

  private void selfTested(@Nullable String complaint) {
    if (complaint == null || !complaint.isEmpty()) {
      acceptVerdict(
          callContext.fault("the self-test failed: " + complaint, DenialCause.SELF_TEST_FAILED));
    } else {
      step = Step.ASK;
    }
  }

  /**
   * An allow counts only if its runtime has passed the self-test by the policy of this allow.
   * Otherwise the allow waits for that test. Nothing else is compared than references while the
   * policy stays the same.
   */
  @SuppressWarnings("ReferenceEquality") // another instance is another runtime
  private boolean isTested(Verdict allow) {
    if (!gate.selfTest().required()
        || callContext.lenient()
        || allow.basis() == Basis.LENIENT_MODE) {
      return true;
    }
    GovernanceInterceptor asks = asked == null ? null : asked.service();
    GovernanceInterceptor runtime =
        asks != null && asks.authoritative() ? asks : gate.services().authority();
    if (runtime == null) {
      return true; // without a runtime it does not count anyway
    }
    String digest = runtime == asks ? allow.policyDigest() : GateContext.policyDigest(runtime);
    if (gate.selfTest().passed(runtime, digest)) {
      tested = runtime;
      return true;
    }
    if (allow == untested) { // the runtime has passed by yet another policy
      untested = null;
      step = Step.ASK;
    } else {
      untested = allow;
      step = Step.TESTED_AGAIN;
      awaited = gate.selfTest().by(runtime, digest);
    }
    return false;
  }

  private void testedAgain(@Nullable String complaint) {
    if (complaint == null || !complaint.isEmpty() || untested == null) {
      selfTested(complaint == null ? "no answer" : complaint);
    } else if (hasLeft()) {
      step = Step.ASK;
    } else {
      acceptVerdict(untested);
    }
  }

  private void ask() {
    asked = gate.services().interceptor();
    if (++asks > MAX_ASKS) {
      acceptVerdict(
          callContext.fault(
              "interceptors kept changing while the call was asked",
              DenialCause.AUTHORITY_UNREACHABLE));
    } else if (asked == null) {
      acceptVerdict(
          callContext.fault("no interceptor is registered", DenialCause.AUTHORITY_UNREACHABLE));
    } else if (callContext.isExpired()) {
      acceptVerdict(
          callContext.fault("the deadline of the call has passed", DenialCause.DEADLINE_PASSED));
    } else {
      awaited = required(asked.service().check(callContext.call()));
      step = Step.ASKED;
    }
  }

  private void asked(@Nullable Verdict given) {
    if (given == null) {
      acceptVerdict(callContext.fault("the interceptor gave no verdict", DenialCause.FAULT));
    } else if (given instanceof Deny && (given.basis() != Basis.FAULT || callContext.lenient())) {
      acceptVerdict(given); // holds, whoever has left since: no mode lets it through
    } else if (hasLeft()) {
      step = Step.ASK;
    } else {
      acceptVerdict(given);
    }
  }

  private void approve() {
    Pending pending = (Pending) verdict;
    if (shown != null) {
      pendingAgain(pending);
      return;
    }
    if (!redacted(pending.redactions())) {
      return;
    }
    if (callContext.preview()) {
      endPreview(Step.RULED);
      return;
    }
    shown = new ShownCall(asked, pending, callContext.call().arguments());
    Duration timeout = pending.timeout();
    callContext.extendDeadline(timeout == null ? gate.limits().approvalTimeout() : timeout);
    awaited = required(gate.reporter().awaitApproval(callContext.call(), pending));
    step = Step.APPROVED;
  }

  /** A person approved, and the authority was asked once more. */
  private void pendingAgain(Pending pending) {
    if (approval != null && shown != null && shown.isConfirmedBy(asked, pending)) {
      acceptVerdict(approval);
    } else {
      acceptVerdict(
          callContext.fault("the runtime asked for approval again", DenialCause.APPROVAL_EXPIRED));
    }
  }

  private void approved(@Nullable ApprovalDecision decision) {
    callContext.approvedBy(decision == null ? "" : decision.decidedBy());
    boolean tooLate = callContext.isExpired();
    callContext.extendDeadline(gate.limits().deadline());
    if (decision != null && decision.outcome() == ApprovalDecision.Outcome.REJECTED) {
      // Not left to the mapper, which may have left: no fault makes anything else of a rejection.
      String reason = decision.reason().isBlank() ? REJECTED : decision.reason();
      acceptVerdict(new Deny(Basis.APPROVAL, reason, verdict.rule(), verdict.policyDigest()));
      return;
    }
    DecisionMapper mapper = gate.services().mapper();
    if (mapper == null) {
      acceptVerdict(callContext.fault("no decision mapper is present", DenialCause.FAULT));
      return;
    }
    Verdict mapped =
        mapper.mapApproval(callContext.call(), (Pending) verdict, decision, gate.services().mode());
    if (mapped == null || mapped.kind() == Verdict.Kind.PENDING) {
      acceptVerdict(
          callContext.fault("the approval was not decided", DenialCause.APPROVAL_UNAVAILABLE));
    } else if (mapped.kind() == Verdict.Kind.ALLOW && tooLate) {
      acceptVerdict(callContext.fault("nobody approved in time", DenialCause.APPROVAL_EXPIRED));
    } else if (mapped.kind() == Verdict.Kind.ALLOW && isToBeConfirmed(mapped)) {
      approval = mapped;
      step = Step.ASK;
    } else {
      acceptVerdict(mapped);
    }
  }

  /**
   * The policy may have come to deny the call while a person decided. So the authority is asked
   * once more, unless it is the same and says that its policy is.
   */
  private boolean isToBeConfirmed(Verdict allow) {
    return hasLeft()
        || (allow.basis() != Basis.LENIENT_MODE && shown != null && !shown.policyIsUnchanged());
  }

  /** Takes a verdict over, if it counts, and goes where it leads. */
  private void acceptVerdict(Verdict given) {
    if (given.kind() == Verdict.Kind.ALLOW && !isTested(given)) {
      return;
    }
    verdict = counted(given);
    switch (verdict.kind()) {
      case ALLOW -> {
        if (callContext.lenient() && verdict.basis() != Basis.LENIENT_MODE && !runtimePresent()) {
          callContext.addWarning("no runtime was available to decide this call");
        }
        step = Step.REDACT;
      }
      case PENDING -> step = Step.APPROVE;
      case DENY -> deny((Deny) verdict);
    }
  }

  /**
   * Under enforce an allow needs a runtime that is there now, whoever gave it; and what a lenient
   * mode let through no longer counts.
   */
  private Verdict counted(Verdict given) {
    if (given.kind() != Verdict.Kind.ALLOW || callContext.lenient()) {
      return given;
    }
    if (given.basis() == Basis.LENIENT_MODE) {
      return Deny.fault(given.reason());
    }
    if (!callContext
        .warnings()
        .isEmpty()) { // it went past something that only a lenient mode lets it go past
      return Deny.fault(callContext.warnings().get(0));
    }
    return runtimePresent()
        ? given
        : Deny.fault(
            "no runtime is available to decide this call, so it is denied",
            DenialCause.AUTHORITY_UNREACHABLE);
  }

  private boolean runtimePresent() {
    return (asked != null && isRuntime(asked.service())) || isRuntime(gate.services().authority());
  }

  @SuppressWarnings("ReferenceEquality") // another instance is another runtime
  private boolean isRuntime(@Nullable GovernanceInterceptor interceptor) {
    return interceptor != null
        && interceptor.authoritative()
        && (callContext.lenient() || !gate.selfTest().required() || interceptor == tested);
  }

  @SuppressWarnings("ReferenceEquality") // another instance is another interceptor
  private boolean hasLeft() {
    GateServices.InterceptorSnapshot now = gate.services().interceptor();
    return (now == null || asked == null) ? now != asked : now.service() != asked.service();
  }

  private void redact() {
    if (redacted(((Allow) verdict).redactions())) {
      step = Step.RECORD;
    }
  }

  /**
   * Applies what the runtime demanded; false if the call was denied because that cannot be done.
   */
  private boolean redacted(List<Redaction> redactions) {
    if (redactions.isEmpty()) {
      return true;
    }
    String arguments = ArgumentRedactor.apply(callContext.call().arguments(), redactions);
    if (arguments != null && gate.guard().complaint(arguments) == null) {
      if (wasShown(arguments)) {
        callContext.useArguments(arguments);
        return true;
      }
      return false;
    }
    if (callContext.lenient()) {
      callContext.addWarning("a redaction could not be applied; the arguments are unchanged");
      return true;
    }
    deny(Deny.fault("a redaction that the runtime demanded cannot be applied"));
    return false;
  }

  /**
   * What runs after an approval is what the approver saw. In a lenient mode the redaction that came
   * later is applied all the same, and noted.
   */
  private boolean wasShown(String arguments) {
    if (shown == null || shown.arguments().equals(arguments)) {
      return true;
    }
    String reason = "the policy now redacts arguments that the approver was shown";
    if (callContext.fault(reason, DenialCause.APPROVAL_EXPIRED) instanceof Deny denial) {
      deny(denial);
      return false;
    }
    callContext.addWarning(reason);
    return true;
  }

  /** A preview says what would become of the call, and a gate without a journal denies it. */
  private void endPreview(Step next) {
    if (!gate.limits().evidenceRequired() || gate.reporter().journalWorks()) {
      step = next;
    } else {
      goOn(
          gate.reporter().hasJournal()
              ? "evidence is required and the journal does not take records"
              : "evidence is required and no journal is present",
          DenialCause.EVIDENCE_UNAVAILABLE,
          next);
    }
  }

  private void recordDecision() {
    if (callContext.preview()) {
      endPreview(Step.RECORDED);
      return;
    }
    step = Step.RECORDED;
    if (callContext.evidenceRequired()) {
      awaited = required(callContext.recordEvidence(verdict, asked));
    } else {
      callContext.recordDecision(verdict, asked);
    }
  }

  private void recorded() {
    if (callContext.evidenceRequired() && !callContext.preview() && !unrecorded) {
      gate.reporter().onRecorded(null);
    }
    clearThen(Step.CLEAR_TO_RUN, Step.LAST_LOOK);
  }

  private void lastLook() {
    Verdict last = verdict;
    if (hasLeft()) {
      last =
          callContext.fault(
              "the runtime left before the tool could start", DenialCause.AUTHORITY_UNREACHABLE);
    } else if (callContext.isExpired()) {
      last = callContext.fault("the deadline of the call has passed", DenialCause.DEADLINE_PASSED);
    }
    verdict = counted(last);
    step = Step.RULED;
    switch (verdict.kind()) {
      case ALLOW -> {}
      case DENY -> deny((Deny) verdict);
      case PENDING -> deny(Deny.fault("the call is still pending"));
    }
  }

  private void deny(Deny denial) {
    verdict = denial;
    step = Step.RULED;
    callContext.recordDenial(denial, asked);
  }

  /** Something failed: the interceptor, the channel, the journal, the switch, or this class. */
  private void fail(Throwable cause) {
    try {
      if (cause instanceof InterruptedException) {
        interrupted();
      } else {
        failed(cause);
      }
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // nothing around the gate can be relied upon any more
      deny(Deny.fault("the gate failed (" + e.getClass().getSimpleName() + ")"));
    }
  }

  private void failed(Throwable cause) {
    if (cause instanceof TerminatedException) {
      deny(terminated());
      return;
    }
    if (cause instanceof WithdrawnException) {
      deny(WITHDRAWN);
      return;
    }
    boolean late = cause instanceof TimeoutException;
    String how =
        late ? " did not answer in time" : " failed (" + cause.getClass().getSimpleName() + ")";
    switch (step) {
      case SELF_TEST, SELF_TESTED, TESTED_AGAIN ->
          acceptVerdict(
              callContext.fault(
                  "the self-test could not be made: "
                      + (late ? "the runtime did not answer in time" : cause.getMessage()),
                  late ? DenialCause.AUTHORITY_UNREACHABLE : DenialCause.SELF_TEST_FAILED));
      case ASK, ASKED ->
          askedInVain(
              "the interceptor" + how,
              late ? DenialCause.AUTHORITY_UNREACHABLE : DenialCause.FAULT);
      case APPROVE, APPROVED ->
          acceptVerdict(
              late
                  ? callContext.fault("nobody approved in time", DenialCause.APPROVAL_EXPIRED)
                  : callContext.fault(
                      "the approval channel" + how, DenialCause.APPROVAL_UNAVAILABLE));
      case CLEAR_TO_ASK, CLEAR_TO_RUN -> {
        if (late) {
          deny(
              Deny.fault(
                  "the operation was paused until the deadline had passed", DenialCause.PAUSED));
        } else {
          goOn(
              "the operator's switch" + how,
              DenialCause.CONTROL_UNAVAILABLE,
              step == Step.CLEAR_TO_ASK ? Step.SELF_TEST : Step.LAST_LOOK);
        }
      }
      case REDACT -> goOn("a redaction" + how, DenialCause.FAULT, Step.RECORD);
      case RECORD, RECORDED -> {
        unrecorded = true;
        gate.reporter().onRecorded(cause);
        goOn("the journal" + how, DenialCause.EVIDENCE_UNAVAILABLE, Step.RECORDED);
      }
      case ADMIT, LAST_LOOK, RULED -> deny(Deny.fault("the gate" + how));
    }
  }

  private void askedInVain(String reason, DenialCause why) {
    if (hasLeft()) {
      step = Step.ASK;
    } else {
      acceptVerdict(callContext.fault(reason, why));
    }
  }

  /** Goes past something that failed if the mode lets it, keeping the verdict that there is. */
  private void goOn(String reason, DenialCause why, Step next) {
    if (callContext.fault(reason, why) instanceof Deny denial) {
      deny(denial);
    } else {
      callContext.addWarning(reason);
      step = next;
    }
  }

  private static <S> S required(@Nullable S stage) {
    if (stage == null) {
      throw new IllegalStateException("no answer");
    }
    return stage;
  }
}
