// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Registers the precedence of files while File Install's own installer is present. Loaded without
 * File Install as long as it does nothing.
 */
final class FileInstallTracker implements ServiceTrackerCustomizer<Object, ServiceRegistration<?>> {
  /** The type that File Install looks for, by name because it may be missing. */
  static final String INSTALLER = "org.apache.felix.fileinstall.ArtifactInstaller";

  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
  private static final String FOLDERS = "felix.fileinstall.dir";

  private final BundleContext context;
  private volatile Supplier<List<ConfigurationFinding>> findings = List::of;

  FileInstallTracker(BundleContext context) {
    this.context = context;
  }

  @Override
  public @Nullable ServiceRegistration<?> addingService(ServiceReference<Object> reference) {
    String folder = context.getProperty(FOLDERS);
    if (folder == null || !FILE_INSTALL.equals(reference.getBundle().getSymbolicName())) {
      return null;
    }
    ArtifactInstaller installer = (ArtifactInstaller) context.getService(reference);
    if (installer == null) {
      return null;
    }
    File first = new File(Pattern.compile(",").splitAsStream(folder).findFirst().orElse("").trim());
    FilePrecedence precedence = new FilePrecedence(first, installer);
    findings = precedence::findings;
    return context.registerService(
        INSTALLER,
        precedence,
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
  }

  @Override
  public void modifiedService(
      ServiceReference<Object> reference, ServiceRegistration<?> registration) {
    // its properties say nothing
  }

  @Override
  public void removedService(
      ServiceReference<Object> reference, ServiceRegistration<?> registration) {
    findings = List::of;
    registration.unregister();
    context.ungetService(reference);
  }

  List<ConfigurationFinding> findings() {
    return findings.get();
  }
}
