// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.internal;

import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.CallSettlement;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.failclosed.internal.FailClosedInterceptor;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import io.portcullis.gate.internal.services.ServiceSnapshot.InterceptorSnapshot;
import io.portcullis.interceptor.internal.PassThroughInterceptor;
import io.portcullis.interceptor.internal.RuntimeQueryInterceptor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The services of a gate without a service registry. While the engine is open, the runtime
 * interceptor decides. Otherwise the same floor, ceiling and pass-through apply as in a container.
 */
public final class FixedGateServices implements GateServices, AutoCloseable {
  private final ModePolicy mode;
  private final @Nullable RuntimeQueryInterceptor authority;
  private final @Nullable ServiceSnapshot runtime;
  private final ServiceSnapshot passThrough;
  private final ServiceSnapshot failClosed;
  private volatile boolean closed;

  /**
   * Creates the interceptors.
   *
   * @param transport the transport to query, or null without a runtime
   * @param mode the mode policy
   * @param control the operator control, or null for none
   * @param gateway the call reporter
   * @param timeout the time in which the runtime must answer
   * @param clock the clock of deadlines
   */
  public FixedGateServices(
      @Nullable RuntimeTransport transport,
      ModePolicy mode,
      @Nullable CallClearance control,
      CallReporter gateway,
      Duration timeout,
      InstantSource clock) {
    this.mode = mode;
    DecisionMapper mapper = new StrictDecisionMapper();
    authority =
        transport == null
            ? null
            : new RuntimeQueryInterceptor(
                transport, mapper, () -> mode, timeout, clock, () -> gateway);
    runtime =
        authority == null
            ? null
            : new ServiceSnapshot(
                named(authority, RuntimeQueryInterceptor.NAME), authority, mode, mapper, control);
    InterceptorSnapshot lenient =
        named(new PassThroughInterceptor(() -> mode, () -> gateway), PassThroughInterceptor.NAME);
    passThrough = new ServiceSnapshot(lenient, null, mode, mapper, control);
    InterceptorSnapshot denying = named(new FailClosedInterceptor(() -> gateway), "fail-closed");
    failClosed = new ServiceSnapshot(denying, null, mode, mapper, control);
  }

  /**
   * Returns a reporter to services that do not change.
   *
   * @param approvals the approval channel, or null for none
   * @param journal the journal, or null for none
   * @param listeners the listeners
   * @param settlements the services that settle what calls have reserved; more may be added later
   */
  public static RecordingCallReporter reporter(
      @Nullable ApprovalChannel approvals,
      @Nullable Journal journal,
      List<RecordListener> listeners,
      List<CallSettlement> settlements) {
    return new RecordingCallReporter(
        () -> approvals, () -> journal, () -> listeners, () -> settlements);
  }

  private static InterceptorSnapshot named(GovernanceInterceptor interceptor, String name) {
    return new InterceptorSnapshot(interceptor, name, "");
  }

  @Override
  public ServiceSnapshot snapshot() {
    if (closed) {
      return failClosed;
    }
    if (runtime != null) {
      return runtime;
    }
    return mode.mode().lenient() ? passThrough : failClosed;
  }

  /** Ends the use of the runtime for good; pending queries end as faults. */
  @Override
  public void close() {
    closed = true;
    if (authority != null) {
      authority.leave();
    }
  }
}
