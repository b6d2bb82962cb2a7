// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.testkit.fake.ObservedTool;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The matrix itself: it must detect an adapter that runs tools without an allow. */
class FailOpenMatrixTest {

  /** Uses the gate. */
  static class Obedient extends FailOpenMatrix {
    @Override
    protected EngineUnderTest engine() {
      return new ShutEngine();
    }

    @Override
    protected void call(ToolGate gate, ObservedTool tool, String arguments) {
      gate.run(ToolCall.of("t", arguments), tool);
    }
  }

  /** Asks the gate, and runs the tool regardless of the verdict. */
  static class Leaky extends Obedient {
    @Override
    protected void call(ToolGate gate, ObservedTool tool, String arguments) {
      super.call(gate, tool, arguments);
      tool.run(arguments);
    }
  }

  /** Runs the tool, and then throws as if it had not run. */
  static class Lying extends Leaky {
    @Override
    protected void call(ToolGate gate, ObservedTool tool, String arguments) {
      super.call(gate, tool, arguments);
      throw new SecurityException("denied");
    }
  }

  @Test
  void failsAnAdapterThatRunsToolsWithoutAnAllow() {
    assertThat(denials(Leaky.class).getTestsSucceededCount()).isZero();
  }

  @Test
  void believesTheToolAndNotTheException() {
    assertThat(denials(Lying.class).getTestsSucceededCount()).isZero();
  }

  @Test
  void passesAnAdapterThatObeysDenials() {
    assertThat(denials(Obedient.class).getTestsFailedCount()).isZero();
  }

  @Test
  void failsAnAdapterThatNeverRunsAnything() {
    assertThat(run(Obedient.class, "s08Allow").getTestsSucceededCount()).isZero();
  }

  private static TestExecutionSummary denials(Class<?> matrix) {
    return run(matrix, "s07Denial");
  }

  private static TestExecutionSummary run(Class<?> matrix, String method) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(matrix, method, ModeSetting.class.getName()))
                .build(),
            listener);
    assertThat(listener.getSummary().getTestsStartedCount()).isEqualTo(4);
    return listener.getSummary();
  }
}
