// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolGate;
import io.portcullis.api.health.Health;
import io.portcullis.gate.internal.evaluation.RecheckingToolGate;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.mode.internal.ConfiguredModePolicy;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.standalone.internal.FixedGateServices;
import io.portcullis.standalone.internal.PolicySource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine that governs the tool calls of this process, without a container. It is made of the
 * very parts that the bundles run, so a call is decided in the same way. Thread-safe.
 */
public final class Portcullis implements AutoCloseable {
  private final RecheckingToolGate gate;
  private final FixedGateServices surroundings;
  private final RecordingCallReporter client;
  private final ConfiguredModePolicy mode;
  private final @Nullable PolicySource policies;
  private volatile boolean closed;

  Portcullis(
      RecheckingToolGate gate,
      FixedGateServices surroundings,
      RecordingCallReporter client,
      ConfiguredModePolicy mode,
      @Nullable PolicySource policies) {
    this.gate = gate;
    this.surroundings = surroundings;
    this.client = client;
    this.mode = mode;
    this.policies = policies;
  }

  /**
   * Returns a builder of an engine that denies every call until it has documents or a transport,
   * because no authority could allow one.
   *
   * @return a new builder
   */
  public static PortcullisBuilder builder() {
    return new PortcullisBuilder();
  }

  /**
   * The gate through which every tool call has to go; adapters take it.
   *
   * @return the same gate each time; once this engine is closed it denies every call in every mode
   */
  public ToolGate gate() {
    return gate;
  }

  /**
   * Changes the mode at once. For a call that is under way the stricter of the two applies.
   *
   * @param newMode the mode from now on
   */
  public void mode(EnforcementMode newMode) {
    mode.configure(newMode.word());
  }

  /**
   * Which mode is in force.
   *
   * @return the mode of this moment
   */
  public EnforcementMode mode() {
    return mode.mode();
  }

  /**
   * Reads the documents again and decides by them from the next call on, without dropping a call or
   * forgetting what was counted for rate limits.
   *
   * @throws PolicyException if they cannot be used; those in force before stay in force
   * @throws IllegalStateException if this engine was built without documents, or is closed
   */
  public void reload() throws PolicyException {
    if (policies == null || closed) {
      throw new IllegalStateException(
          closed ? "the engine is closed" : "the engine was built without policies");
    }
    policies.load();
  }

  /**
   * How the parts of the engine are.
   *
   * @return a line for each part that has something to say of itself
   */
  public List<Health> health() {
    List<Health> parts = new ArrayList<>();
    parts.add(mode.health());
    if (policies != null) {
      parts.add(policies.health());
    }
    parts.add(
        surroundings.snapshot().authority() == null
            ? new Health(
                "gate",
                Health.Level.CRITICAL,
                closed ? "the engine is closed" : "neither policies nor a transport was given")
            : new Health("gate", Health.Level.OK, ""));
    return List.copyOf(parts);
  }

  /**
   * Denies whatever still comes, in every mode, and what is under way as well. A transport,
   * journal, channel or listener that was given to the builder is not closed.
   */
  @Override
  public void close() {
    closed = true;
    gate.close();
    surroundings.close();
    client.close();
  }
}
