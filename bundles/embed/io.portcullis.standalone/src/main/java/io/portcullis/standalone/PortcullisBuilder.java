// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.CallSettlement;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.gate.internal.context.CallIds;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.evaluation.RecheckingToolGate;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.mode.internal.ConfiguredModePolicy;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.standalone.internal.FixedGateServices;
import io.portcullis.standalone.internal.PolicySource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A builder of a {@link Portcullis}. The defaults are those of the bundles without configuration.
 * Not thread-safe. Every method that takes an object throws a {@link NullPointerException} for
 * null.
 */
public final class PortcullisBuilder {
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(10);

  private final List<RecordListener> listeners = new ArrayList<>();
  private EnforcementMode mode = EnforcementMode.ENFORCE;
  private GateLimits limits = GateLimits.DEFAULT;
  private Duration queryTimeout = QUERY_TIMEOUT;
  private InstantSource clock = InstantSource.system();
  private PolicySelfTest selfTest = PolicySelfTest.STANDARD;
  private @Nullable Path policies;
  private @Nullable RuntimeTransport transport;
  private @Nullable ApprovalChannel approvals;
  private @Nullable Journal journal;
  private @Nullable CallClearance control;

  PortcullisBuilder() {}

  /**
   * Decides calls in this process, by documents that are read when the engine is built.
   *
   * @param fileOrFolder a policy document, or a folder whose {@code *.yaml} and {@code *.yml} form
   *     a cascade
   * @return this builder
   */
  public PortcullisBuilder policies(Path fileOrFolder) {
    policies = Objects.requireNonNull(fileOrFolder, "fileOrFolder");
    return this;
  }

  /**
   * Sets the self-test that documents must pass before they are used. The default is {@link
   * PolicySelfTest#STANDARD}, which refuses documents that allow tools they do not mention.
   *
   * @param value the test, carried out at each load
   * @return this builder
   */
  public PortcullisBuilder selfTest(PolicySelfTest value) {
    selfTest = Objects.requireNonNull(value, "selfTest");
    return this;
  }

  /**
   * Queries a runtime instead of deciding by documents.
   *
   * @param value the transport; it counts as present until the engine is closed
   * @return this builder
   */
  public PortcullisBuilder transport(RuntimeTransport value) {
    transport = Objects.requireNonNull(value, "transport");
    return this;
  }

  /**
   * Sets the mode; the default is enforce.
   *
   * @param value the mode at the start
   * @return this builder
   */
  public PortcullisBuilder mode(EnforcementMode value) {
    mode = Objects.requireNonNull(value, "mode");
    return this;
  }

  /**
   * Sets the agent of calls whose adapter names none.
   *
   * @param value the agent
   * @return this builder
   */
  public PortcullisBuilder agent(AgentIdentity value) {
    Objects.requireNonNull(value, "agent");
    limits = limits.withDefaultAgent(value);
    return this;
  }

  /**
   * Limits the arguments of a call; the default is 1 MiB and 64 levels.
   *
   * @param maxBytes the maximum size, in bytes of UTF-8
   * @param maxDepth the maximum nesting depth of objects and arrays
   * @return this builder
   * @throws IllegalArgumentException if one of them is not positive
   */
  public PortcullisBuilder argumentLimits(int maxBytes, int maxDepth) {
    limits = limits.withArguments(maxBytes, maxDepth);
    return this;
  }

  /**
   * Limits the time of a call. The defaults are 30 seconds for the decision, of which the runtime
   * may take 10, and 300 seconds for an approval.
   *
   * @param deadline the time until a call must be decided, if its adapter sets no earlier deadline
   * @param query the time in which the runtime must answer
   * @param approval the time for an approval, if the policy sets none
   * @return this builder
   * @throws IllegalArgumentException if one of them is not positive
   */
  public PortcullisBuilder timeLimits(Duration deadline, Duration query, Duration approval) {
    if (query.isNegative() || query.isZero()) {
      throw new IllegalArgumentException("limits must be positive");
    }
    queryTimeout = query;
    limits = limits.withTimes(deadline, approval);
    return this;
  }

  /**
   * Keeps records as evidence.
   *
   * @param value where records go
   * @param required whether a tool may run only after its record was written
   * @return this builder
   */
  public PortcullisBuilder journal(Journal value, boolean required) {
    journal = Objects.requireNonNull(value, "journal");
    limits = limits.requiring(required, limits.controlRequired());
    return this;
  }

  /**
   * Asks a person about pending calls; without a channel they are denied under enforce.
   *
   * @param value the channel
   * @return this builder
   */
  public PortcullisBuilder approvals(ApprovalChannel value) {
    approvals = Objects.requireNonNull(value, "approvals");
    return this;
  }

  /**
   * Lets operators pause and terminate calls.
   *
   * @param value the clearance of operator control
   * @return this builder
   */
  public PortcullisBuilder control(CallClearance value) {
    control = Objects.requireNonNull(value, "control");
    return this;
  }

  /**
   * Adds one who wants to know of decisions and events.
   *
   * @param value told after the fact, from a thread of the engine
   * @return this builder
   */
  public PortcullisBuilder listener(RecordListener value) {
    listeners.add(Objects.requireNonNull(value, "listener"));
    return this;
  }

  /**
   * Sets the clock of deadlines, schedules, rate limits and records.
   *
   * @param value the clock
   * @return this builder
   */
  public PortcullisBuilder clock(InstantSource value) {
    clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  /**
   * Builds the engine.
   *
   * @return an engine, ready for calls
   * @throws PolicyException if the documents cannot be used or do not pass the self-test, with
   *     every problem found
   * @throws IllegalStateException if both documents and a transport were given: which authority
   *     decides must be clear
   */
  public Portcullis build() throws PolicyException {
    if (policies != null && transport != null) {
      throw new IllegalStateException("give either policies or a transport, not both");
    }
    PolicySource source = null;
    if (policies != null) {
      source = new PolicySource(policies, clock, selfTest);
      source.load();
    }
    return wired(source, source == null ? transport : source.transport());
  }

  private Portcullis wired(@Nullable PolicySource source, @Nullable RuntimeTransport runtime) {
    List<CallSettlement> settlements = source == null ? List.of() : source.settlements();
    ConfiguredModePolicy policy = new ConfiguredModePolicy(mode.word());
    RecordingCallReporter client =
        FixedGateServices.reporter(approvals, journal, List.copyOf(listeners), settlements);
    FixedGateServices surroundings =
        new FixedGateServices(runtime, policy, control, client, queryTimeout, clock);
    CallIds ids = new CallIds(new SecureRandom().nextLong());
    RecheckingToolGate gate = new RecheckingToolGate(surroundings, limits, client, clock, ids);
    return new Portcullis(gate, surroundings, client, policy, source);
  }
}
