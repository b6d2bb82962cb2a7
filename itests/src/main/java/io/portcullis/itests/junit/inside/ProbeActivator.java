// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit.inside;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ops4j.pax.exam.Constants;
import org.ops4j.pax.exam.ProbeInvoker;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.BundleTracker;

/** Makes every active probe bundle callable from outside. */
public final class ProbeActivator implements BundleActivator {
  private @Nullable BundleTracker<ServiceRegistration<?>> probes;

  @Override
  public void start(BundleContext context) {
    BundleTracker<ServiceRegistration<?>> tracker =
        new BundleTracker<>(context, Bundle.ACTIVE, null) {
          @Override
          @SuppressWarnings("NullAway") // null: not a probe, not tracked
          public ServiceRegistration<?> addingBundle(Bundle bundle, @Nullable BundleEvent event) {
            String address = bundle.getHeaders().get(Constants.PROBE_EXECUTABLE);
            return address == null ? null : register(bundle, address.replace(",", "").trim());
          }
        };
    tracker.open();
    probes = tracker;
  }

  /** The property is the one by which the native container looks for the invoker. */
  private static ServiceRegistration<?> register(Bundle probe, String address) {
    return probe
        .getBundleContext()
        .registerService(
            ProbeInvoker.class,
            new InsideRun(probe),
            FrameworkUtil.asDictionary(Map.of("Probe-Signature", address)));
  }

  @Override
  public void stop(BundleContext context) {
    if (probes != null) {
      probes.close();
    }
  }
}
