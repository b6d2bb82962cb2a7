// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import io.portcullis.api.ToolGate;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.testkit.fake.RecordingJournal;
import io.portcullis.testkit.fake.RecordingListener;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.ScriptedCallClearance;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A whole engine whose runtime, approver, operator and audit sinks are fakes, and which can be put
 * into the situations of the fail-open matrix. New for each test, and under enforce until the test
 * changes it. Every method returns once its effect has taken place.
 */
public interface EngineUnderTest extends AutoCloseable {

  /** The ways in which the bundle of a transport can leave. */
  enum Departure {
    /** The bundle is stopped, and started again on return. */
    STOPPED,
    /** The bundle is updated in one step; it is back at once. */
    UPDATED,
    /** The bundle is uninstalled, and installed again on return. */
    UNINSTALLED
  }

  /**
   * Returns the gate.
   *
   * @return the real one
   */
  ToolGate gate();

  /**
   * Returns the runtime behind the selected transport.
   *
   * @return it allows until the test changes it
   */
  ScriptedRuntime runtime();

  /**
   * Returns the only approval channel.
   *
   * @return it approves until the test changes it
   */
  ScriptedApprovals approvals();

  /**
   * Returns the operator.
   *
   * @return it lets everything proceed until the test changes it
   */
  ScriptedCallClearance control();

  /**
   * Returns the only journal.
   *
   * @return it keeps everything until the test makes it fail
   */
  RecordingJournal journal();

  /**
   * Returns one of the record listeners.
   *
   * @return it keeps everything until the test makes it fail
   */
  RecordingListener listener();

  /**
   * Configures the mode.
   *
   * @param configured the text, or null to remove the setting
   */
  void mode(@Nullable String configured);

  /**
   * Sets how long a runtime may take to answer and a call to be decided.
   *
   * @param limit the limit for both; the default is long enough for any test
   */
  void patience(Duration limit);

  /** Requires evidence: no tool runs before its record is in the journal. */
  void requireEvidence();

  /**
   * Registers an interceptor above all others, whatever their ranking.
   *
   * @param interceptor decides from now on
   */
  void outrank(GovernanceInterceptor interceptor);

  /** Removes every interceptor, including the fail-closed one. */
  void removeInterceptors();

  /**
   * Removes the bundle of the transport.
   *
   * @param departure in which way
   */
  void transportLeaves(Departure departure);

  /**
   * Restores the bundle of the transport.
   *
   * @param departure in which way it had left
   */
  void transportReturns(Departure departure);

  @Override
  void close();
}
