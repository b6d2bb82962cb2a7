// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.policy.PolicyException;
import io.portcullis.standalone.Portcullis;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Has calls decided by an engine of its own, on the gate's whole way; no tool is run. */
final class Checker implements AutoCloseable {
  private final MovableClock clock = new MovableClock();
  private final Portcullis engine;

  /** Starts at an instant, or with the clock of the system if that is null. */
  Checker(Path policy, EnforcementMode mode, @Nullable Instant now) throws PolicyException {
    if (now != null) {
      clock.set(now);
    }
    engine = Portcullis.builder().policies(policy).mode(mode).clock(clock).build();
  }

  /** Decides a call at an instant; null leaves the clock where it is. */
  Answer ask(ToolCall call, @Nullable Instant now) {
    if (now != null) {
      clock.set(now);
    }
    ToolGate.Decision decision = engine.gate().preview(call).toCompletableFuture().join();
    return new Answer(decision.verdict(), decision.call().arguments());
  }

  @Override
  public void close() {
    engine.close();
  }
}
