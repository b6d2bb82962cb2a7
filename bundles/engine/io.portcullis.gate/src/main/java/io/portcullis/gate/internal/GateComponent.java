// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ProvideGate;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.status.ShutReason;
import io.portcullis.gate.internal.arguments.ArgumentGuard;
import io.portcullis.gate.internal.context.CallIds;
import io.portcullis.gate.internal.context.GateContext;
import io.portcullis.gate.internal.context.GateLimits;
import io.portcullis.gate.internal.context.SelfTest;
import io.portcullis.gate.internal.evaluation.RecheckingToolGate;
import io.portcullis.gate.internal.reporting.DenialThrottle;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import io.portcullis.gate.internal.services.GateServices;
import io.portcullis.gate.internal.services.InterceptorTracker;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gate as a service. It takes its services from the service registry. */
@Component(
    configurationPid = GateComponent.PID,
    service = {ToolGate.class, HealthReporter.class},
    immediate = true)
@Designate(ocd = GateComponent.Config.class)
@ProvideGate
public final class GateComponent implements ToolGate, HealthReporter, GateServices {
  static final String PID = "io.portcullis.gate";
  private static final Logger LOG = LoggerFactory.getLogger(GateComponent.class);

  /** The configuration of the gate. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis gate",
      description = "Limits of governed calls; with an invalid value the gate denies every call")
  @interface Config {
    /** Bytes. */
    @AttributeDefinition(
        name = "Largest arguments",
        description = "The maximum size of the arguments of a call, in bytes of UTF-8")
    int maxArgumentBytes() default 1 << 20;

    /** Levels. */
    @AttributeDefinition(
        name = "Deepest arguments",
        description = "The maximum nesting depth of objects and arrays in the arguments")
    int maxArgumentDepth() default 64;

    /** Milliseconds. */
    @AttributeDefinition(
        name = "Deadline",
        description =
            "Milliseconds until a call must be decided, if its adapter sets no earlier deadline")
    long deadlineMs() default 30_000;

    /** Milliseconds. */
    @AttributeDefinition(
        name = "Approval timeout",
        description = "Milliseconds that an approval may take, if the policy sets no timeout")
    long approvalTimeoutMs() default 300_000;

    /** The id of an agent. */
    @AttributeDefinition(
        name = "Default agent",
        description = "The agent's id for calls whose adapter names no agent; empty for none")
    String defaultAgent() default "";

    /** Records a second. */
    @AttributeDefinition(
        name = "Denied records per second",
        description =
            "The number of denied calls of one agent that are journaled one by one in a second;"
                + " further ones are counted in an event denials_aggregated. 0 journals all of"
                + " them")
    int deniedRecordsPerSecond() default 0;

    /** A tool and arguments. */
    @AttributeDefinition(
        name = "Self-test",
        description =
            "A call that every policy must deny: the tool's name and, after a blank, its"
                + " arguments as JSON. Under enforce no tool runs before the selected transport has"
                + " denied it; empty for no test")
    String selfTest() default "";

    /** Whether to deny without operator control; as text, like the next. */
    @AttributeDefinition(
        name = "Operator control required",
        description =
            "true or false: whether a tool may run only while operator control is present, so"
                + " that a termination holds while its bundle is stopped",
        options = {
          @Option(label = "true", value = "true"),
          @Option(label = "false", value = "false")
        })
    String operatorControlRequired() default "true";

    /** Whether to deny without evidence; as text, since other types would be read as false. */
    @AttributeDefinition(
        name = "Evidence required",
        description =
            "true or false: whether a tool may run only after its record was journaled; if true,"
                + " every call is denied without a journal service",
        options = {
          @Option(label = "true", value = "true"),
          @Option(label = "false", value = "false")
        })
    String evidenceRequired() default "true";
  }

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ModePolicy mode;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable DecisionMapper mapper;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable CallClearance control;

  private final InterceptorTracker interceptors;
  private final RecheckingToolGate gate;
  private final GateLimits limits;
  private final SelfTest selfTest;
  private final RecordingCallReporter client;
  private final @Nullable Health refusal;

  /** Opens the gate with the configured limits; an invalid configuration shuts it. */
  @Activate
  public GateComponent(
      @Reference CallReporterComponent gateway,
      BundleContext context,
      Config config,
      Map<String, Object> properties) {
    interceptors = new InterceptorTracker(context);
    interceptors.open();
    GateLimits understood = GateLimits.DEFAULT;
    ToolCall forbidden = null;
    int deniedRecords = 0;
    Health problem = null;
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      understood =
          new GateLimits(
              ConfiguredValue.within(
                  "maxArgumentBytes", config.maxArgumentBytes(), 1, Integer.MAX_VALUE),
              ConfiguredValue.within(
                  "maxArgumentDepth", config.maxArgumentDepth(), 1, Integer.MAX_VALUE),
              ConfiguredValue.millis("deadlineMs", config.deadlineMs(), 1, Long.MAX_VALUE),
              ConfiguredValue.millis(
                  "approvalTimeoutMs", config.approvalTimeoutMs(), 1, Long.MAX_VALUE),
              AgentIdentity.of(config.defaultAgent()),
              ConfiguredValue.flag("evidenceRequired", config.evidenceRequired()),
              ConfiguredValue.flag("operatorControlRequired", config.operatorControlRequired()));
      forbidden =
          SelfTest.forbidden(
              config.selfTest(),
              new ArgumentGuard(understood.maxArgumentBytes(), understood.maxArgumentDepth()));
      deniedRecords =
          ConfiguredValue.within(
              "deniedRecordsPerSecond", config.deniedRecordsPerSecond(), 0, Integer.MAX_VALUE);
    } catch (IllegalArgumentException e) {
      problem = shut(PID + ": " + e.getMessage(), ShutReason.Code.CONFIGURATION_REFUSED);
      LOG.error("The gate denies every call: {}. Correct the configuration", problem.detail());
    }
    refusal = problem;
    limits = understood;
    client = gateway.client();
    CallIds ids = new CallIds(new SecureRandom().nextLong());
    selfTest = new SelfTest(forbidden, ids, InstantSource.system(), limits.deadline());
    GateContext.Clocks clock = new GateContext.Clocks(InstantSource.system(), System::nanoTime);
    gate =
        new RecheckingToolGate(
            this,
            limits,
            client,
            clock,
            ids,
            selfTest,
            DenialThrottle.of(deniedRecords, client::report));
    if (problem != null) {
      gate.close();
    }
  }

  private static Health shut(String why, ShutReason.Code code) {
    return new Health("gate", Health.Level.CRITICAL, why, code.word());
  }

  @Deactivate
  void deactivate() {
    gate.close();
    interceptors.close();
  }

  @Override
  public ServiceSnapshot snapshot() {
    InterceptorTracker.Selection selected = interceptors.selection();
    return new ServiceSnapshot(
        selected.best(), selected.authority(), currentMode(), mapper, control);
  }

  private ModePolicy currentMode() {
    ModePolicy policy = mode;
    return policy == null ? ModePolicy.enforcing() : policy;
  }

  @Override
  public <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
    return gate.run(call, tool);
  }

  @Override
  public <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
      ToolCall call, Tool<? extends CompletionStage<T>> tool) {
    return gate.runAsync(call, tool);
  }

  @Override
  public CompletionStage<Decision> decide(ToolCall call) {
    return gate.decide(call);
  }

  @Override
  public CompletionStage<Decision> preview(ToolCall call) {
    return gate.preview(call);
  }

  @Override
  public void report(Decision decision, ToolOutcome.Kind outcome) {
    gate.report(decision, outcome);
  }

  @Override
  public Health health() {
    if (refusal != null) {
      return refusal;
    }
    GovernanceInterceptor runtime = interceptors.authority();
    if (runtime != null && !currentMode().mode().lenient()) {
      selfTest.current(runtime); // a failure must be known before the next call
    }
    if (limits.evidenceRequired() && !client.hasJournal()) {
      return missing(
          "evidence is required and no journal is present", ShutReason.Code.JOURNAL_MISSING);
    }
    if (limits.controlRequired() && control == null) {
      return missing(
          "operator control is required and missing", ShutReason.Code.OPERATOR_CONTROL_MISSING);
    }
    String complaint = selfTest.complaint();
    return complaint.isEmpty()
        ? new Health("gate", Health.Level.OK, "")
        : missing("the self-test failed: " + complaint, ShutReason.Code.SELF_TEST_FAILED);
  }

  /** Reports that the gate is shut, or a warning under a lenient mode. */
  private Health missing(String what, ShutReason.Code code) {
    return currentMode().mode().lenient()
        ? new Health("gate", Health.Level.WARN, what + "; the mode lets calls through", code.word())
        : shut(what, code);
  }
}
