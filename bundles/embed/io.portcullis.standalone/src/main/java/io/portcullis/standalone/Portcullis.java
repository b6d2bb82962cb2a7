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
 * An engine that governs the tool calls of this process without a container. It consists of the
 * same parts as the bundles, so it decides calls in the same way. Thread-safe.
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
   * Returns a builder. Without documents and without a transport, the engine denies every call,
   * because it has no authority.
   *
   * @return a new builder
   */
  public static PortcullisBuilder builder() {
    return new PortcullisBuilder();
  }

  /**
   * Returns the gate that every tool call must pass; adapters take it.
   *
   * @return the same gate each time; once this engine is closed it denies every call in every mode
   */
  public ToolGate gate() {
    return gate;
  }

  /**
   * Changes the mode at once. For a call in flight, the stricter of the two modes applies.
   *
   * @param newMode the mode from now on
   * @throws NullPointerException if the mode is null
   */
  public void mode(EnforcementMode newMode) {
    mode.configure(newMode.word());
  }

  /**
   * Returns the mode in force.
   *
   * @return the current mode
   */
  public EnforcementMode mode() {
    return mode.mode();
  }

  /**
   * Reads the documents again and decides by them from the next call on. No call is dropped, and
   * the counts of rate limits are kept.
   *
   * @throws PolicyException if they cannot be used; the documents in force stay in force
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
   * Returns the health of the parts of the engine.
   *
   * @return one entry for each part that reports its health
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
   * Denies every further call and every call in flight, in every mode. A transport, journal,
   * channel or listener that was given to the builder is not closed.
   */
  @Override
  public void close() {
    closed = true;
    gate.close();
    surroundings.close();
    client.close();
  }
}
