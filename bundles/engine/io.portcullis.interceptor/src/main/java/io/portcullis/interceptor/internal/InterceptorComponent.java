// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.DecisionMapper;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks the selected transport and the mode, and registers the interceptors accordingly. */
@Component(
    configurationPid = InterceptorComponent.PID,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = InterceptorComponent.Config.class)
public final class InterceptorComponent implements HealthReporter {
  static final String PID = "io.portcullis.interceptor";
  private static final Logger LOG = LoggerFactory.getLogger(InterceptorComponent.class);

  /** The configuration: the authority that decides, and its timeout. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis interceptor",
      description = "Selects the runtime that decides tool calls")
  @interface Config {
    /** Selects the transport. */
    @AttributeDefinition(
        name = "Transport",
        description =
            "LDAP filter over the transport services; exactly one should match. If that transport"
                + " leaves, calls are denied: no other transport replaces it.")
    String transport_target() default "(transport.name=embedded)";

    /** The timeout of an answer. */
    @AttributeDefinition(
        name = "Timeout",
        description =
            "Milliseconds that an answer may take, at least 1; an earlier deadline of the call"
                + " applies")
    long timeoutMs() default 10_000;
  }

  private final String target;
  private final @Nullable InterceptorRegistrar interceptors;
  private final @Nullable ServiceTracker<RuntimeTransport, RuntimeTransport> transports;
  private final @Nullable ServiceListener departures;
  private final BundleContext context;
  private final DeactivationGuard ownService;
  private final String refusal;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable CallReporter gateway;

  private volatile @Nullable ModePolicy mode;

  /** Starts tracking; an invalid configuration selects no transport, so every call is denied. */
  @Activate
  public InterceptorComponent(
      BundleContext context,
      @Reference DecisionMapper mapper,
      Config config,
      Map<String, Object> properties) {
    String problem = problem(config, properties);
    target = problem.isEmpty() ? config.transport_target() : "";
    InterceptorRegistrar following = null;
    ServiceTracker<RuntimeTransport, RuntimeTransport> tracker = null;
    ServiceListener departing = null;
    if (problem.isEmpty()) {
      Duration timeout = Duration.ofMillis(config.timeoutMs());
      following =
          new InterceptorRegistrar(
              context,
              transport ->
                  new RuntimeQueryInterceptor(
                      transport,
                      mapper,
                      this::mode,
                      timeout,
                      InstantSource.system(),
                      () -> gateway),
              new PassThroughInterceptor(this::mode, () -> gateway),
              () -> mode().mode().lenient());
      try {
        departing = departures(following);
        tracker = tracker(context, target, following, departing);
      } catch (InvalidSyntaxException e) {
        problem = PID + ": transport.target '" + target + "' is not an LDAP filter";
      }
    }
    interceptors = following;
    transports = tracker;
    departures = departing;
    this.context = context;
    ownService = new DeactivationGuard(context, HealthReporter.class, properties, this::end);
    refusal = problem;
    if (!problem.isEmpty()) {
      LOG.error(
          "No transport is selected and every call is denied: {}. Correct the configuration",
          problem);
    }
    ownService.follow();
    if (tracker != null) {
      tracker.open();
    }
    if (following != null) {
      following.modeChanged();
    }
    ownService.endIfGone();
  }

  private static String problem(Config config, Map<String, Object> properties) {
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      ConfiguredValue.within("timeoutMs", config.timeoutMs(), 1, Long.MAX_VALUE);
      return "";
    } catch (IllegalArgumentException e) {
      return PID + ": " + e.getMessage();
    }
  }

  private static ServiceTracker<RuntimeTransport, RuntimeTransport> tracker(
      BundleContext context,
      String target,
      InterceptorRegistrar interceptors,
      ServiceListener departures)
      throws InvalidSyntaxException {
    context.createFilter(
        target); // checked alone first: "a)(b" would be valid inside another filter
    String filter =
        "(&(%s=%s)%s)".formatted(Constants.OBJECTCLASS, RuntimeTransport.class.getName(), target);
    context.addServiceListener(departures, filter);
    return new ServiceTracker<>(context, context.createFilter(filter), null) {
      @Override
      public @Nullable RuntimeTransport addingService(
          ServiceReference<RuntimeTransport> reference) {
        RuntimeTransport transport = context.getService(reference);
        if (transport != null) {
          LOG.info("Transport {} is present", reference.getProperty(RuntimeTransport.NAME));
          interceptors.transportArrived(reference, transport);
        }
        return transport;
      }

      @Override
      public void removedService(
          ServiceReference<RuntimeTransport> reference, RuntimeTransport transport) {
        interceptors.transportLeft(reference);
        LOG.info("Transport {} has left", reference.getProperty(RuntimeTransport.NAME));
        try {
          context.ungetService(reference);
        } catch (IllegalStateException e) {
          LOG.trace("The bundle has stopped meanwhile, which released the service", e);
        }
      }
    };
  }

  /** A tracker that is adding a service reports its departure only afterwards. */
  @SuppressWarnings("unchecked") // the filter matches transports only
  private static ServiceListener departures(InterceptorRegistrar interceptors) {
    return event -> {
      ServiceReference<RuntimeTransport> transport =
          (ServiceReference<RuntimeTransport>) event.getServiceReference();
      if (event.getType() == ServiceEvent.UNREGISTERING) {
        interceptors.transportLeaves(transport);
      } else if (event.getType() == ServiceEvent.MODIFIED_ENDMATCH) {
        interceptors.transportLeft(transport); // it may match again
      }
    };
  }

  @Deactivate
  void deactivate() {
    end();
  }

  private void end() {
    if (interceptors != null) {
      interceptors.close();
    }
    if (transports != null) {
      transports.close();
    }
    try {
      if (departures != null) {
        context.removeServiceListener(departures);
      }
      ownService.unfollow();
    } catch (IllegalStateException e) {
      LOG.trace("The bundle has stopped meanwhile, which removed the listeners", e);
    }
  }

  @Reference(
      cardinality = OPTIONAL,
      policy = DYNAMIC,
      policyOption = GREEDY,
      updated = "modeChanged",
      unbind = "modeLeft")
  void modeArrived(ModePolicy policy) {
    mode = policy;
    modeChanged(policy);
  }

  void modeChanged(ModePolicy policy) {
    if (interceptors != null) {
      interceptors.modeChanged();
    }
  }

  void modeLeft(ModePolicy policy) {
    if (policy.equals(mode)) {
      mode = null;
      modeChanged(policy);
    }
  }

  private ModePolicy mode() {
    ModePolicy policy = mode;
    return policy == null ? ModePolicy.enforcing() : policy;
  }

  @Override
  public Health health() {
    if (!refusal.isEmpty()) {
      return new Health("transport", Health.Level.CRITICAL, refusal);
    }
    return transports == null || transports.isEmpty()
        ? new Health(
            "transport", Health.Level.WARN, "no transport matches " + target + " at the moment")
        : new Health("transport", Health.Level.OK, "");
  }
}
