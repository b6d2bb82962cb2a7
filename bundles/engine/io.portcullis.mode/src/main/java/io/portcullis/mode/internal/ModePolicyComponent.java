// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mode.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.support.config.ConfigurationCheck;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The mode policy as a service. It is modified in place: a new instance for each change would leave
 * moments without a mode, which mean enforce. Other services react to the service event of a
 * change.
 */
@Component(
    configurationPid = ModePolicyComponent.PID,
    service = {ModePolicy.class, HealthReporter.class},
    immediate = true)
@Designate(ocd = ModePolicyComponent.Config.class)
public final class ModePolicyComponent implements ModePolicy, HealthReporter {
  static final String PID = "io.portcullis.mode";

  /** The configuration; raw values are read, so that a value of another type is not coerced. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis mode",
      description = "Decides calls that get no authoritative answer")
  @interface Config {
    /** The mode's word. */
    @AttributeDefinition(
        name = "Mode",
        description =
            "enforce: only an authoritative allow lets a tool run. observe, disabled: a fault lets"
                + " the call run, an authoritative denial still holds. Anything else means"
                + " enforce.",
        options = {
          @Option(label = "enforce", value = "enforce"),
          @Option(label = "observe", value = "observe"),
          @Option(label = "disabled", value = "disabled")
        })
    String mode() default "enforce";
  }

  private final ConfiguredModePolicy policy;

  /** Starts with the current configuration. */
  @Activate
  public ModePolicyComponent(Map<String, Object> properties) {
    policy = new ConfiguredModePolicy();
    modified(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      policy.configure(text(properties));
    } catch (IllegalArgumentException e) {
      policy.refuse(String.valueOf(e.getMessage()));
    }
  }

  /** Enforces after deactivation; callers may still hold a stale reference. */
  @Deactivate
  void deactivate() {
    policy.close();
  }

  private static @Nullable String text(Map<String, Object> properties) {
    Object value = properties.get("mode");
    return value == null ? null : String.valueOf(value);
  }

  @Override
  public EnforcementMode mode() {
    return policy.mode();
  }

  @Override
  public Verdict onFault(String reason) {
    return policy.onFault(reason);
  }

  @Override
  public Health health() {
    return policy.health();
  }
}
