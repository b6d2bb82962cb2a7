// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.lifecycle;

import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Shows by a service which version of its bundle is active. */
public final class BeaconActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    context.registerService(
        Runnable.class,
        () -> {},
        FrameworkUtil.asDictionary(Map.of("beacon", context.getBundle().getVersion().toString())));
  }

  @Override
  public void stop(BundleContext context) {
    // the framework withdraws the service
  }
}
