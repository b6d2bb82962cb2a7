// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.support.config.ConfigurationCheck;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The check of the age of policies as a service. Reports a configuration that cannot be used. */
@Component(
    configurationPid = PolicyAgeComponent.PID,
    service = {HealthCheck.class, HealthReporter.class},
    property = {
      HealthCheck.NAME + "=Portcullis policy age",
      HealthCheck.TAGS + "=portcullis",
      HealthCheck.TAGS + "=portcullis-policy-age"
    })
@Designate(ocd = PolicyAgeComponent.Config.class)
public final class PolicyAgeComponent implements HealthCheck, HealthReporter {
  static final String PID = "io.portcullis.health";

  /** The configuration, read as raw values, so that a value of another type is not coerced. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis health",
      description = "Limits of the health checks")
  @interface Config {
    /** Hours. */
    @AttributeDefinition(
        name = "Oldest policies",
        description =
            "Hours for which policies may have been in force without being loaded anew; the check"
                + " warns beyond. 0 for no limit")
    long maxPolicyAgeHours() default 0;
  }

  private final GuardedHealthCheck check;
  private final Health health;

  /** Starts with the configuration as it is. */
  @Activate
  public PolicyAgeComponent(BundleContext context, Map<String, Object> properties) {
    PolicyAgeLimit limit = limit(properties);
    boolean understood = limit.problem().isEmpty();
    String detail = understood ? "" : PID + ": " + limit.problem();
    health = new Health("health", understood ? Health.Level.OK : Health.Level.CRITICAL, detail);
    check =
        new GuardedHealthCheck(
            "policy age",
            understood
                ? new PolicyAgeCheck(
                    () -> loaded(new HealthStatusReader(context).get()),
                    limit.limit(),
                    InstantSource.system())
                : () -> HealthResults.of(Status.CRITICAL, detail));
  }

  private static PolicyAgeLimit limit(Map<String, Object> properties) {
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      return PolicyAgeLimit.of(properties.get(PolicyAgeLimit.KEY));
    } catch (IllegalArgumentException e) {
      return PolicyAgeLimit.refused(String.valueOf(e.getMessage()));
    }
  }

  // The guard around the check turns this failure into a result.
  private static List<PolicyAgeCheck.Loaded> loaded(EngineStatus engine) {
    if (!engine.available()) {
      throw new IllegalStateException(engine.explanation());
    }
    return engine.transports().stream()
        .map(
            transport ->
                new PolicyAgeCheck.Loaded(
                    RuntimeTransportCheck.named(transport.name()),
                    transport.policyLoaded(),
                    transport.policyDigest()))
        .toList();
  }

  @Override
  public Result execute() {
    return check.execute();
  }

  @Override
  public Health health() {
    return health;
  }
}
