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
 * A whole engine whose runtime, approver, operator and audit sinks are fakes, and in which the
 * situations of the fail-open matrix can be brought about. Fresh for each test; under enforce until
 * told otherwise; every method returns when what it does is in force.
 */
public interface EngineUnderTest extends AutoCloseable {

  /** The ways in which the bundle of a transport can go. */
  enum Departure {
    /** The bundle is stopped, and started again when it returns. */
    STOPPED,
    /** The bundle is updated in one go; it is back at once. */
    UPDATED,
    /** The bundle is uninstalled, and installed anew when it returns. */
    UNINSTALLED
  }

  /**
   * The gate.
   *
   * @return the real one
   */
  ToolGate gate();

  /**
   * The runtime behind the selected transport.
   *
   * @return it allows until told otherwise
   */
  ScriptedRuntime runtime();

  /**
   * The only approval channel.
   *
   * @return it approves until told otherwise
   */
  ScriptedApprovals approvals();

  /**
   * The operator.
   *
   * @return lets everything proceed until told otherwise
   */
  ScriptedCallClearance control();

  /**
   * The only journal.
   *
   * @return it keeps everything until told to fail
   */
  RecordingJournal journal();

  /**
   * One of the record listeners.
   *
   * @return it keeps everything until told to fail
   */
  RecordingListener listener();

  /**
   * Configures the mode.
   *
   * @param configured the text, or null to take the setting away
   */
  void mode(@Nullable String configured);

  /**
   * Sets how long a runtime may take to answer and a call to be decided.
   *
   * @param limit the time for both; until then it is long enough for any test
   */
  void patience(Duration limit);

  /** Demands evidence: no tool runs before its record is in the journal. */
  void requireEvidence();

  /**
   * Registers an interceptor above all others, whatever their ranking.
   *
   * @param interceptor what decides from now on
   */
  void outrank(GovernanceInterceptor interceptor);

  /** Takes away every interceptor, the fail-closed one included. */
  void removeInterceptors();

  /**
   * Takes the transport's bundle away.
   *
   * @param departure in which way
   */
  void transportLeaves(Departure departure);

  /**
   * Brings the transport's bundle back.
   *
   * @param departure in which way it had gone
   */
  void transportReturns(Departure departure);

  @Override
  void close();
}
