// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
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
 * Has a call that is known to be forbidden denied by each runtime, before anything that this
 * runtime allows counts. A runtime that allows it would allow anything. A test that could not be
 * made, since the runtime did not answer, is made again for the next call; one that failed is not.
 * Thread-safe.
 */
final class SelfTest {
  /** Nothing is tested. */
  static final SelfTest NONE = new SelfTest(null, () -> "", InstantSource.system(), Duration.ZERO);

  private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);
  private static final String PASSED = "";
  private static final String PENDING = "it has not ended yet";

  /** What came of it for one runtime: the complaint, or empty. */
  private record Probe(GovernanceInterceptor runtime, CompletableFuture<String> complaint) {
    /** Whether it needs not be made again. */
    boolean holds() {
      return !complaint.isCompletedExceptionally();
    }
  }

  private final @Nullable ToolCall forbidden;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final Duration patience;
  private final AtomicReference<@Nullable Probe> latest = new AtomicReference<>();

  /**
   * @param forbidden the call that must be denied, or null to test nothing
   * @param patience how long the runtime may take to answer
   */
  SelfTest(
      @Nullable ToolCall forbidden, Supplier<String> ids, InstantSource clock, Duration patience) {
    this.forbidden = forbidden;
    this.ids = ids;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * The test as configured: the name of a tool and, after a blank, the arguments.
   *
   * @throws IllegalArgumentException if the arguments would not pass the gate
   */
  static @Nullable ToolCall forbidden(String configured, ArgumentGuard guard) {
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

  /**
   * Tests a runtime, unless that has been done.
   *
   * @return null if it has passed, and else a stage that ends with the complaint, empty if there is
   *     none, or exceptionally if the test could not be made
   */
  @Nullable CompletionStage<String> of(GovernanceInterceptor runtime) {
    if (forbidden == null || passed(runtime)) {
      return null;
    }
    Probe before = latest.get();
    Probe known = ifOf(before, runtime);
    if (known != null) {
      return known.complaint();
    }
    Probe mine = new Probe(runtime, new CompletableFuture<>());
    if (!latest.compareAndSet(before, mine)) {
      Probe other = ifOf(latest.get(), runtime);
      return other == null
          ? CompletableFuture.failedFuture(new IllegalStateException("runtimes keep changing"))
          : other.complaint();
    }
    make(mine, forbidden);
    return mine.complaint();
  }

  @SuppressWarnings("ReferenceEquality") // another instance is another runtime
  private static @Nullable Probe ifOf(@Nullable Probe probe, GovernanceInterceptor runtime) {
    return probe != null && probe.runtime() == runtime && probe.holds() ? probe : null;
  }

  /** Whether this runtime has denied what it had to deny. */
  boolean passed(GovernanceInterceptor runtime) {
    if (forbidden == null) {
      return true;
    }
    Probe probe = ifOf(latest.get(), runtime);
    return probe != null && probe.complaint().getNow(PENDING).isEmpty();
  }

  /** What is to be said of it: the complaint about the runtime tested last, or empty. */
  String complaint() {
    Probe probe = latest.get();
    return probe == null || !probe.holds() ? "" : probe.complaint().getNow("");
  }

  private void make(Probe probe, ToolCall call) {
    try {
      ToolCall stamped =
          call.stamped(ids.get(), AgentIdentity.UNKNOWN, clock.instant().plus(patience));
      CompletionStage<?> answer =
          Stages.relayed(probe.runtime().check(stamped), patience.toNanos());
      answer.whenComplete((verdict, failure) -> end(probe, call, (Verdict) verdict, failure));
    } catch (VirtualMachineError e) {
      probe.complaint().completeExceptionally(e);
      throw e;
    } catch (Throwable e) { // also no stage at all
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
      probe.complaint().completeExceptionally(new IllegalStateException(how));
      return;
    }
    switch (verdict.kind()) {
      case DENY -> denied(probe, verdict);
      case ALLOW, PENDING -> {
        String complaint =
            "the runtime did not deny the call of '%s', which is known to be forbidden"
                .formatted(call.tool());
        LOG.error("the self-test failed, so the gate stays shut: {}", complaint);
        probe.complaint().complete(complaint);
      }
    }
  }

  private static void denied(Probe probe, Verdict verdict) {
    if (verdict.basis() == Verdict.Basis.AUTHORITY) {
      LOG.info("the self-test passed: the runtime denies what is known to be forbidden");
      probe.complaint().complete(PASSED);
    } else { // it was the engine that denied, which says nothing about the runtime
      probe.complaint().completeExceptionally(new IllegalStateException(verdict.reason()));
    }
  }
}
