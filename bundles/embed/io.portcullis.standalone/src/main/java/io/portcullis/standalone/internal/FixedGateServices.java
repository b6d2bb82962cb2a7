// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.internal;

import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.failclosed.internal.FailClosedInterceptor;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.interceptor.internal.PassThroughInterceptor;
import io.portcullis.interceptor.internal.RuntimeQueryInterceptor;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What the gate sees where no service registry is: as long as it is open the runtime interceptor,
 * and where a container would have floor, ceiling or pass-through the same ones.
 */
public final class FixedGateServices implements GateServices, AutoCloseable {
  private final ModePolicy mode;
  private final @Nullable CallClearance control;
  private final DecisionMapper mapper = new StrictDecisionMapper();
  private final @Nullable RuntimeQueryInterceptor authority;
  private final @Nullable InterceptorSnapshot runtime;
  private final InterceptorSnapshot passThrough;
  private final InterceptorSnapshot failClosed;
  private volatile boolean closed;

  /**
   * Wires the interceptors.
   *
   * @param transport whom to ask, or null if there is no runtime
   * @param mode which mode is in force
   * @param control the operator's switch, or null for none
   * @param gateway where everything that is not the check goes
   * @param timeout how long the runtime may take to answer
   * @param clock tells how far away a deadline is
   */
  public FixedGateServices(
      @Nullable RuntimeTransport transport,
      ModePolicy mode,
      @Nullable CallClearance control,
      CallReporter gateway,
      Duration timeout,
      InstantSource clock) {
    this.mode = mode;
    this.control = control;
    authority =
        transport == null
            ? null
            : new RuntimeQueryInterceptor(
                transport, mapper, () -> mode, timeout, clock, () -> gateway);
    runtime =
        authority == null
            ? null
            : new InterceptorSnapshot(authority, RuntimeQueryInterceptor.NAME, "");
    passThrough =
        new InterceptorSnapshot(
            new PassThroughInterceptor(() -> mode, () -> gateway), PassThroughInterceptor.NAME, "");
    failClosed =
        new InterceptorSnapshot(new FailClosedInterceptor(() -> gateway), "fail-closed", "");
  }

  @Override
  public InterceptorSnapshot interceptor() {
    if (closed) {
      return failClosed;
    }
    if (runtime != null) {
      return runtime;
    }
    return mode.mode().lenient() ? passThrough : failClosed;
  }

  @Override
  public @Nullable GovernanceInterceptor authority() {
    return closed ? null : authority;
  }

  @Override
  public ModePolicy mode() {
    return mode;
  }

  @Override
  public DecisionMapper mapper() {
    return mapper;
  }

  @Override
  public @Nullable CallClearance control() {
    return control;
  }

  /** The runtime is gone for good, and what was asked of it is answered as a fault. */
  @Override
  public void close() {
    closed = true;
    if (authority != null) {
      authority.leave();
    }
  }
}
