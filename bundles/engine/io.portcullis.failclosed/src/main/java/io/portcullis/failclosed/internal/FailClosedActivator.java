// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * Registers the denying interceptor as the floor. While no runtime interceptor is registered and no
 * mode service reports a lenient mode, it is also registered as the ceiling. This is an activator
 * and not a component, so that it needs only the framework and the API.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class FailClosedActivator implements BundleActivator {
  static final String FLOOR = "fail-closed floor";
  static final String CEILING = "fail-closed ceiling";
  static final String CONDITION = "io.portcullis.fail-closed";
  private static final String AUTHORITY =
      "(" + GovernanceInterceptor.AUTHORITY + "=" + GovernanceInterceptor.RUNTIME + ")";

  private volatile @Nullable ServicePresence<ModePolicy> modes;
  private volatile @Nullable ServicePresence<GovernanceInterceptor> authorities;
  private volatile boolean stopped;

  @Override
  public void start(BundleContext context) throws InvalidSyntaxException {
    ServicePresence<CallReporter> gateways =
        new ServicePresence<>(context, filter(CallReporter.class, ""), () -> {});
    FailClosedInterceptor interceptor = new FailClosedInterceptor(gateways::best);
    register(context, interceptor, Integer.MIN_VALUE, FLOOR, GovernanceInterceptor.FLOOR);

    Ceiling ceiling = new Ceiling(this::needed, () -> announced(context, interceptor));
    ceiling.reconcile(); // shut before any service is looked up
    gateways.open();
    ServicePresence<ModePolicy> followedModes =
        new ServicePresence<>(context, filter(ModePolicy.class, ""), ceiling::reconcile);
    modes = followedModes;
    followedModes.open();
    ServicePresence<GovernanceInterceptor> followedAuthorities =
        new ServicePresence<>(
            context, filter(GovernanceInterceptor.class, AUTHORITY), ceiling::reconcile);
    authorities = followedAuthorities;
    followedAuthorities.open();
  }

  private boolean needed() {
    ServicePresence<GovernanceInterceptor> followed = authorities;
    return !stopped && (followed == null || followed.isEmpty()) && !lenient();
  }

  private boolean lenient() {
    ServicePresence<ModePolicy> followed = modes;
    ModePolicy policy = followed == null ? null : followed.best();
    try {
      return policy != null && policy.mode().lenient();
    } catch (RuntimeException | LinkageError e) {
      return false; // a mode that cannot be read means enforce
    }
  }

  private static String filter(Class<?> type, String more) {
    return "(&(%s=%s)%s)".formatted(Constants.OBJECTCLASS, type.getName(), more);
  }

  /** The framework withdraws every registration and listener of a stopped bundle by itself. */
  @Override
  public void stop(BundleContext context) {
    stopped = true;
  }

  private static Runnable announced(BundleContext context, FailClosedInterceptor interceptor) {
    ServiceRegistration<?> ceiling =
        register(context, interceptor, Integer.MAX_VALUE, CEILING, GovernanceInterceptor.CEILING);
    Dictionary<String, Object> id =
        FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, CONDITION));
    ServiceRegistration<?> condition =
        context.registerService(Condition.class, Condition.INSTANCE, id);
    return () -> {
      ceiling.unregister();
      condition.unregister();
    };
  }

  private static ServiceRegistration<?> register(
      BundleContext context,
      FailClosedInterceptor interceptor,
      int ranking,
      String name,
      String role) {
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                Constants.SERVICE_RANKING,
                ranking,
                GovernanceInterceptor.NAME,
                name,
                GovernanceInterceptor.FAIL_CLOSED,
                role));
    return context.registerService(GovernanceInterceptor.class, interceptor, properties);
  }
}
