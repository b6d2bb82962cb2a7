// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.completion.CompletionStages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The self-test: each runtime, and each policy of it, must deny a forbidden call before an allow of
 * that policy counts. A runtime that allows this call would allow anything. If the runtime did not
 * answer, the test is repeated for the next call. A failed test is repeated when the runtime names
 * another policy. Thread-safe.
 */
public final class SelfTest {
  /** A self-test that tests nothing. */
  public static final SelfTest NONE =
      new SelfTest(null, () -> "", InstantSource.system(), Duration.ZERO);

  private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);
  private static final String PASSED = "";

  /** The test of one runtime by one policy. The policy is known once the runtime has answered. */
  private static final class Probe {
    final GovernanceInterceptor runtime;

    /** The problem of the runtime, or empty. */
    final CompletableFuture<String> complaint = new CompletableFuture<>();

    /** The digest of the policy that answered; written before the complaint completes. */
    private volatile String digest = "";

    Probe(GovernanceInterceptor runtime) {
      this.runtime = runtime;
    }

    void complete(String policyDigest, String problem) {
      digest = policyDigest;
      complaint.complete(problem);
    }

    /** Returns whether the test need not be repeated for the same policy. */
    boolean holds() {
      return !complaint.isCompletedExceptionally();
    }

    boolean passed() {
      return complaint.isDone() && holds() && complaint.join().isEmpty();
    }

    boolean isOf(String policyDigest) {
      return digest.equals(policyDigest);
    }
  }

  private final @Nullable ToolCall forbidden;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final Duration timeout;
  private final AtomicReference<@Nullable Probe> latest = new AtomicReference<>();

  /**
   * @param forbidden the call that must be denied, or null to test nothing
   * @param timeout the time in which the runtime must answer
   */
  public SelfTest(
      @Nullable ToolCall forbidden, Supplier<String> ids, InstantSource clock, Duration timeout) {
    this.forbidden = forbidden;
    this.ids = ids;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * Returns the configured call: the name of a tool and, after a blank, the arguments. Blank text
   * means no test and returns null.
   *
   * @throws IllegalArgumentException if the gate would refuse the arguments
   */
  public static @Nullable ToolCall forbidden(String configured, ArgumentGuard guard) {
    String text = configured.trim();
    if (text.isEmpty()) {
      return null;
    }
    int blank = text.indexOf(' ');
    String arguments = blank < 0 ? "{}" : text.substring(blank).trim();
    String complaint = guard.complaint(arguments);
    if (complaint != null) {
      throw new IllegalArgumentException("selfTest: " + complaint);
    }
    return ToolCall.of(blank < 0 ? text : text.substring(0, blank), arguments);
  }

  /** Returns whether a test is configured. */
  public boolean required() {
    return forbidden != null;
  }

  /**
   * Tests a runtime that has not been tested, or that failed and names another policy now. A policy
   * that replaced a passed one is detected by its allows: see {@link #passed}.
   *
   * @return null if the runtime has passed by some policy; otherwise a stage that completes with
   *     the complaint, which is empty after a passed test, or exceptionally if the test could not
   *     be carried out
   */
  public @Nullable CompletionStage<String> of(GovernanceInterceptor runtime) {
    if (forbidden == null) {
      return null;
    }
    Probe before = latest.get();
    Probe known = ifOf(before, runtime);
    if (known == null) {
      return replace(before, runtime);
    }
    if (known.passed()) {
      return null;
    }
    return known.complaint.isDone() && namesAnother(runtime, known)
        ? replace(before, runtime)
        : known.complaint;
  }

  /**
   * Tests a runtime by the policy of an allow.
   *
   * @return a stage as of {@link #of}; an empty complaint does not say by which policy the runtime
   *     has passed
   */
  public CompletionStage<String> by(GovernanceInterceptor runtime, String policyDigest) {
    Probe before = latest.get();
    Probe known = ifOf(before, runtime);
    return known != null && (!known.complaint.isDone() || known.isOf(policyDigest))
        ? known.complaint
        : replace(before, runtime);
  }

  /** Tests a runtime, unless it was tested by the policy that it names now. */
  public void current(GovernanceInterceptor runtime) {
    CompletionStage<String> test = of(runtime);
    Probe probe = latest.get();
    if (test == null && probe != null && namesAnother(runtime, probe)) {
      replace(probe, runtime);
    }
  }

  private static boolean namesAnother(GovernanceInterceptor runtime, Probe probe) {
    String now = GateContext.policyDigest(runtime);
    return !now.isEmpty() && !probe.isOf(now);
  }

  private CompletionStage<String> replace(@Nullable Probe before, GovernanceInterceptor runtime) {
    if (forbidden == null) {
      return CompletableFuture.completedFuture(PASSED);
    }
    Probe mine = new Probe(runtime);
    if (!latest.compareAndSet(before, mine)) {
      Probe other = ifOf(latest.get(), runtime);
      return other == null
          ? CompletableFuture.failedFuture(new IllegalStateException("runtimes keep changing"))
          : other.complaint;
    }
    make(mine, forbidden);
    return mine.complaint;
  }

  @SuppressWarnings("ReferenceEquality") // another instance is another runtime
  private static @Nullable Probe ifOf(@Nullable Probe probe, GovernanceInterceptor runtime) {
    return probe != null && probe.runtime == runtime && probe.holds() ? probe : null;
  }

  /** Returns whether this runtime has passed the self-test by this policy. */
  public boolean passed(GovernanceInterceptor runtime, String policyDigest) {
    if (forbidden == null) {
      return true;
    }
    Probe probe = ifOf(latest.get(), runtime);
    return probe != null && probe.isOf(policyDigest) && probe.passed();
  }

  /** Returns the complaint about the runtime that was tested last, or empty. */
  public String complaint() {
    Probe probe = latest.get();
    return probe == null || !probe.holds() ? "" : probe.complaint.getNow("");
  }

  private void make(Probe probe, ToolCall call) {
    try {
      ToolCall stamped =
          call.stamped(ids.get(), AgentIdentity.UNKNOWN, clock.instant().plus(timeout));
      CompletionStage<?> answer =
          CompletionStages.relayed(probe.runtime.preview(stamped), timeout.toNanos());
      answer.whenComplete((verdict, failure) -> end(probe, call, (Verdict) verdict, failure));
    } catch (VirtualMachineError e) {
      probe.complaint.completeExceptionally(e);
      throw e;
    } catch (Throwable e) { // also a null stage
      end(probe, call, null, e);
    }
  }

  private static void end(
      Probe probe, ToolCall call, @Nullable Verdict verdict, @Nullable Throwable failure) {
    if (verdict == null) {
      String how =
          failure instanceof TimeoutException
              ? "the runtime did not answer in time"
              : failure == null ? "no verdict" : failure.getClass().getSimpleName();
      probe.complaint.completeExceptionally(new IllegalStateException(how));
      return;
    }
    switch (verdict.kind()) {
      case DENY -> denied(probe, verdict);
      case ALLOW, PENDING -> {
        String complaint =
            "the runtime did not deny the call of '%s', which is known to be forbidden"
                .formatted(call.tool());
        LOG.error(
            "The self-test failed and the gate denies every call: {}. Correct the policy",
            complaint);
        probe.complete(verdict.policyDigest(), complaint);
      }
    }
  }

  private static void denied(Probe probe, Verdict verdict) {
    if (verdict.basis() == Verdict.Basis.AUTHORITY) {
      LOG.info("The self-test passed: the runtime denies the forbidden call");
      probe.complete(verdict.policyDigest(), PASSED);
    } else { // the engine denied the call, which proves nothing about the runtime
      probe.complaint.completeExceptionally(new IllegalStateException(verdict.reason()));
    }
  }
}
