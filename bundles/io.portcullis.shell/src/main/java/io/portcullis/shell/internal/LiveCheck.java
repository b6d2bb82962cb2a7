// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    if (verdict instanceof Verdict.Allow allow && !allow.redactions().isEmpty()) {
      return redacted(call, allow, arguments);
    }
    return new Answer(verdict, Optional.of(arguments));
  }

  private Answer redacted(ToolCall call, Verdict.Allow allow, String arguments) {
    try {
      String redacted = ArgumentText.redacted(call.arguments(), allow.redactions());
      return new Answer(allow, Optional.of(redacted));
    } catch (ArgumentText.InvalidArguments e) {
      Verdict fault = fault("a redaction cannot be applied: " + e.reason());
      return new Answer(fault, Optional.of(arguments));
    }
  }

  // A verdict of an interceptor that is no longer the best does not count; the best one is asked.
  private Verdict verdict(ToolCall call) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      List<ServiceReference<GovernanceInterceptor>> before =
          services.ranked(GovernanceInterceptor.class);
      if (before.isEmpty()) {
        return fault("no interceptor is registered");
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return fault("no verdict within " + timeout.toMillis() + " ms");
      }
      Optional<Verdict> verdict =
          services.use(before.get(0), interceptor -> check(interceptor, call, left));
      List<ServiceReference<GovernanceInterceptor>> after =
          services.ranked(GovernanceInterceptor.class);
      if (verdict.isPresent() && !after.isEmpty() && after.get(0).equals(before.get(0))) {
        return verdict.get();
      }
    }
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

  private Verdict fault(String reason) {
    return services
        .useBest(ModePolicy.class, mode -> mode.onFault(reason))
        .orElseGet(() -> ModePolicy.enforcing().onFault(reason));
  }
}
