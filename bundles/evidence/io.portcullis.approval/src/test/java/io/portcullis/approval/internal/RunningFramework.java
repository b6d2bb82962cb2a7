// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.support.config.ConfiguredValue;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A real framework in this JVM; services are registered from the class path. */
final class RunningFramework implements AutoCloseable {
  private final Framework framework;

  RunningFramework(Path home) throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    home.resolve("framework").toString(),
                    ConfiguredValue.HOME,
                    home.toString(),
                    "felix.log.level",
                    "0"));
    framework.start();
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  @Override
  public void close() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(0);
  }
}
