// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.operations.internal.orders.OperationEvents;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.operations.internal.storage.OrdersDirectory;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.FileInUseException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the operator control. If another container uses its folder, no service is registered
 * and the gate denies.
 */
@Component(
    configurationPid = OperationsComponent.PID,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = OperationsComponent.Config.class)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"io.portcullis.api.operations.CallClearance,io.portcullis.api.operations.OperatorControl\"")
public final class OperationsComponent implements HealthReporter {
  static final String PID = "io.portcullis.operations";

  private static final Logger LOG = LoggerFactory.getLogger(OperationsComponent.class);

  /** The folder of the orders and the bound on pending calls. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis operation control",
      description = "Pauses, resumes and terminates the calls of agents; orders survive restarts")
  @interface Config {
    /** Returns the path of the folder. */
    @AttributeDefinition(
        name = "Folder",
        description =
            "The folder that keeps the orders; a relative path starts at the home of the"
                + " distribution. The folder is created at the first start. Only one container"
                + " may use it. If its orders cannot be read, everything is terminated")
    String folder() default "data/opcontrol";

    /** Returns the maximum number of waiting calls. */
    @AttributeDefinition(
        name = "Waiting calls",
        description =
            "How many calls may wait for the operator or watch for a termination; a paused call"
                + " beyond that is denied")
    int maxWaitingCalls() default 200_000;
  }

  private final OperationEvents events = new OperationEvents();
  private final @Nullable DurableOperatorControl control;
  private final @Nullable ServiceRegistration<?> registration;
  private final Health refusal;

  /** Restores the orders before it returns. */
  @Activate
  public OperationsComponent(BundleContext context, Config config, Map<String, Object> properties) {
    DurableOperatorControl opened = null;
    String problem = "";
    try {
      opened = open(context, config, properties);
    } catch (FileInUseException e) {
      problem = e.getMessage() + ", so no operator control is registered and the gate denies";
      LOG.error("{}", problem);
    }
    refusal = DurableOperatorControl.health(Health.Level.CRITICAL, problem);
    control = opened;
    registration = opened == null ? null : register(context, opened);
  }

  private static ServiceRegistration<?> register(
      BundleContext context, DurableOperatorControl control) {
    return context.registerService(
        new String[] {CallClearance.class.getName(), OperatorControl.class.getName()},
        control,
        FrameworkUtil.asDictionary(Map.of()));
  }

  private DurableOperatorControl open(
      BundleContext context, Config config, Map<String, Object> properties)
      throws FileInUseException {
    InstantSource clock = InstantSource.system();
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      Path folder =
          ConfiguredValue.path(
              "folder", config.folder(), context.getProperty(ConfiguredValue.HOME));
      return DurableOperatorControl.open(
          () -> OrdersDirectory.open(folder, DurableFiles.local(), Orders.MAX_ORDERS),
          events,
          clock,
          ConfiguredValue.within(
              "maxWaitingCalls", config.maxWaitingCalls(), 1, Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      return DurableOperatorControl.terminated(PID + ": " + e.getMessage(), events, clock);
    }
  }

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void bindGateway(CallReporter client) {
    events.reportTo(client);
  }

  void unbindGateway(CallReporter client) {
    events.stopReportingTo(client);
  }

  /**
   * Unregisters the service before it stops: later calls must find no operator control rather than
   * a stopped one.
   */
  @Deactivate
  void deactivate() {
    if (registration != null) {
      registration.unregister();
    }
    if (control != null) {
      control.close();
    }
  }

  @Override
  public Health health() {
    return control == null ? refusal : control.health();
  }
}
