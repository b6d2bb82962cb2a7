// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/**
 * Asks the interceptor that decides, as the gate would, but stops at a pending verdict: the gate
 * goes on to put the call before a person, who would be asked about a call that never runs. For the
 * same reason no record is made. What only the gate does is left out: its default agent and
 * operators' holds.
 */
final class LiveCheck {
  private final Services services;
  private final Duration timeout;

  LiveCheck(Services services, Duration timeout) {
    this.services = services;
    this.timeout = timeout;
  }

  /**
   * What came of it.
   *
   * @param verdict the verdict
   * @param arguments the arguments as one line of JSON, after redaction; empty if they are no JSON
   */
  record Answer(Verdict verdict, Optional<String> arguments) {}

  Answer ask(ToolCall call) throws InterruptedException {
    String arguments;
    try {
      arguments = ArgumentText.checked(call.arguments());
    } catch (ArgumentText.InvalidArguments e) {
      return new Answer(Verdict.Deny.fault(e.reason()), Optional.empty()); // in every mode
    }
    Verdict verdict = verdict(call);
    List<Redaction> redactions = redactions(verdict);
    if (redactions.isEmpty()) {
      return new Answer(verdict, Optional.of(arguments));
    }
    try {
      String redacted = ArgumentText.redacted(call.arguments(), redactions);
      return new Answer(verdict, Optional.of(redacted));
    } catch (ArgumentText.InvalidArguments e) {
      Verdict fault = fault("a redaction cannot be applied: " + e.reason());
      return new Answer(fault, Optional.of(arguments));
    }
  }

  /** What must be changed before the tool, or an approver, sees the arguments. */
  static List<Redaction> redactions(Verdict verdict) {
    if (verdict instanceof Verdict.Allow allow) {
      return allow.redactions();
    }
    return verdict instanceof Verdict.Pending pending ? pending.redactions() : List.of();
  }

  // A verdict of an interceptor that is no longer the best does not count; the best one is asked.
  private Verdict verdict(ToolCall call) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      ServiceReference<GovernanceInterceptor> asked = best();
      if (asked == null) {
        return fault("no interceptor is registered");
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return fault("no verdict within " + timeout.toMillis() + " ms");
      }
      Optional<Verdict> verdict =
          services.use(asked, interceptor -> counted(check(interceptor, call, left), interceptor));
      if (asked.equals(best())) {
        return verdict.orElseGet(() -> fault("the interceptor cannot be had from its bundle"));
      }
      if (verdict.isPresent() && isAuthoritativeDeny(verdict.get())) {
        return verdict.get(); // holds, whoever has left since
      }
    }
  }

  private @Nullable ServiceReference<GovernanceInterceptor> best() {
    List<ServiceReference<GovernanceInterceptor>> ranked =
        services.ranked(GovernanceInterceptor.class);
    return ranked.isEmpty() ? null : ranked.get(0);
  }

  private static boolean isAuthoritativeDeny(Verdict verdict) {
    return verdict.kind() == Verdict.Kind.DENY && verdict.basis() != Verdict.Basis.FAULT;
  }

  private Verdict check(GovernanceInterceptor interceptor, ToolCall call, long nanos)
      throws InterruptedException {
    try {
      CompletionStage<Verdict> stage = interceptor.check(call);
      Verdict verdict = stage.toCompletableFuture().get(nanos, TimeUnit.NANOSECONDS);
      return verdict == null ? fault("the interceptor gave no verdict") : verdict;
    } catch (ExecutionException e) {
      return fault("the interceptor failed: " + e.getCause());
    } catch (TimeoutException e) {
      return fault("no verdict within " + timeout.toMillis() + " ms");
    } catch (RuntimeException e) {
      return fault("the interceptor failed: " + e);
    }
  }

  // As at the gate: under enforce an allow needs a runtime that is there now, whoever gave it.
  private Verdict counted(Verdict verdict, GovernanceInterceptor asked) {
    if (verdict.kind() != Verdict.Kind.ALLOW || lenient()) {
      return verdict;
    }
    if (verdict.basis() == Verdict.Basis.LENIENT_MODE) {
      return Verdict.Deny.fault(verdict.reason());
    }
    return asked.authoritative() || runtimePresent()
        ? verdict
        : Verdict.Deny.fault("no runtime is available to decide this call, so it is denied");
  }

  private boolean runtimePresent() {
    for (ServiceReference<GovernanceInterceptor> reference :
        services.ranked(GovernanceInterceptor.class)) {
      boolean asksRuntime =
          GovernanceInterceptor.RUNTIME.equals(
              reference.getProperty(GovernanceInterceptor.AUTHORITY));
      if (asksRuntime
          && services.use(reference, GovernanceInterceptor::authoritative).orElse(false)) {
        return true;
      }
    }
    return false;
  }

  private boolean lenient() {
    return services.useBest(ModePolicy.class, ModePolicy::mode).stream()
        .anyMatch(EnforcementMode::lenient);
  }

  private Verdict fault(String reason) {
    return services
        .useBest(ModePolicy.class, mode -> mode.onFault(reason))
        .orElseGet(() -> ModePolicy.enforcing().onFault(reason));
  }
}
