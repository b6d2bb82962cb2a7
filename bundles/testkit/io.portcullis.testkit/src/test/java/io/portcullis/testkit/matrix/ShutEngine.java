// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.testkit.fake.RecordingJournal;
import io.portcullis.testkit.fake.RecordingListener;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.ScriptedCallClearance;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An engine whose gate never runs a tool. */
final class ShutEngine implements EngineUnderTest {
  private final ToolGate gate =
      (ToolGate)
          Proxy.newProxyInstance(
              ShutEngine.class.getClassLoader(),
              new Class<?>[] {ToolGate.class},
              (proxy, method, arguments) -> deny(arguments[0]));

  private static ToolOutcome<?> deny(Object call) {
    return new ToolOutcome.Denied<>(Verdict.Deny.fault("shut for " + ((ToolCall) call).tool()));
  }

  @Override
  public ToolGate gate() {
    return gate;
  }

  @Override
  public ScriptedRuntime runtime() {
    return new ScriptedRuntime();
  }

  @Override
  public ScriptedApprovals approvals() {
    return new ScriptedApprovals();
  }

  @Override
  public ScriptedCallClearance control() {
    return new ScriptedCallClearance();
  }

  @Override
  public RecordingJournal journal() {
    return new RecordingJournal();
  }

  @Override
  public RecordingListener listener() {
    return new RecordingListener();
  }

  @Override
  public void mode(@Nullable String configured) {
    // shut in every mode
  }

  @Override
  public void patience(Duration limit) {
    // shut at once
  }

  @Override
  public void requireEvidence() {
    // shut with and without evidence
  }

  @Override
  public void outrank(GovernanceInterceptor interceptor) {
    // shut with any interceptor
  }

  @Override
  public void removeInterceptors() {
    // shut without any interceptor
  }

  @Override
  public void transportLeaves(Departure departure) {
    // shut with and without a transport
  }

  @Override
  public void transportReturns(Departure departure) {
    // shut with and without a transport
  }

  @Override
  public void close() {
    // nothing was opened
  }
}
