// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import io.portcullis.api.ToolGate;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.testkit.fake.RecordingJournal;
import io.portcullis.testkit.fake.RecordingListener;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.ScriptedCallClearance;
import io.portcullis.testkit.fake.ScriptedRuntime;
import io.portcullis.testkit.matrix.EngineUnderTest;
import java.time.Duration;
import java.util.Map;
import org.osgi.framework.Constants;

/** The shipped engine in this container, with fakes around it. */
public final class ContainerEngine implements EngineUnderTest {
  public static final String MODE = "io.portcullis.mode";
  public static final String INTERCEPTOR = "io.portcullis.interceptor";
  public static final String FAIL_CLOSED = "io.portcullis.failclosed";
  public static final String GATE = "io.portcullis.gate";

  private static final Map<String, Object> ABOVE_ALL =
      Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE);

  private final Registry registry = Registry.ofTests();
  private final Configurations configurations = new Configurations(registry);
  private final ScriptedRuntime runtime = new ScriptedRuntime();
  private final ScriptedApprovals approvals = new ScriptedApprovals();
  private final ScriptedCallClearance control = new ScriptedCallClearance();
  private final RecordingJournal journal = new RecordingJournal();
  private final RecordingListener listener = new RecordingListener();
  private final FakeTransport transport;

  public ContainerEngine() {
    registry.register(ApprovalChannel.class, approvals, ABOVE_ALL);
    registry.register(CallClearance.class, control, ABOVE_ALL);
    registry.register(Journal.class, journal, ABOVE_ALL);
    registry.register(RecordListener.class, listener, Map.of());
    mode("enforce");
    configurations.put(INTERCEPTOR, "transport.target", FakeTransport.TARGET);
    transport = new FakeTransport(registry, runtime);
    transport.start();
    awaitAuthority();
  }

  public Registry registry() {
    return registry;
  }

  public Configurations configurations() {
    return configurations;
  }

  public FakeTransport transport() {
    return transport;
  }

  /** Waits until calls are decided by the runtime. */
  public void awaitAuthority() {
    Interceptors.awaitAuthority(registry);
  }

  @Override
  public ToolGate gate() {
    return registry.service(ToolGate.class);
  }

  @Override
  public ScriptedRuntime runtime() {
    return runtime;
  }

  @Override
  public ScriptedApprovals approvals() {
    return approvals;
  }

  @Override
  public ScriptedCallClearance control() {
    return control;
  }

  @Override
  public RecordingJournal journal() {
    return journal;
  }

  @Override
  public RecordingListener listener() {
    return listener;
  }

  @Override
  public void mode(String configured) {
    if (configured == null) {
      configurations.delete(MODE);
    } else {
      configurations.put(MODE, "mode", configured);
    }
    registry.service(ModePolicy.class);
  }

  @Override
  public void patience(Duration limit) {
    configurations.put(INTERCEPTOR, "timeoutMs", limit.toMillis());
    configurations.put(GATE, "deadlineMs", limit.toMillis());
    awaitAuthority();
  }

  @Override
  public void requireEvidence() {
    configurations.put(GATE, "evidenceRequired", true);
  }

  @Override
  public void outrank(GovernanceInterceptor interceptor) {
    registry.register(GovernanceInterceptor.class, interceptor, ABOVE_ALL);
  }

  @Override
  public void removeInterceptors() {
    registry.stop(INTERCEPTOR);
    registry.stop(FAIL_CLOSED);
  }

  @Override
  public void transportLeaves(Departure departure) {
    switch (departure) {
      case STOPPED -> transport.stop();
      case UPDATED -> transport.update();
      case UNINSTALLED -> transport.uninstall();
    }
  }

  @Override
  public void transportReturns(Departure departure) {
    if (departure == Departure.UNINSTALLED) {
      transport.install();
    }
    transport.start();
    awaitAuthority();
  }

  @Override
  public void close() {
    registry.start(FAIL_CLOSED);
    registry.start(INTERCEPTOR);
    transport.close();
    configurations.delete(GATE);
    configurations.set(INTERCEPTOR, Map.of());
    mode("enforce");
    registry.close();
  }
}
