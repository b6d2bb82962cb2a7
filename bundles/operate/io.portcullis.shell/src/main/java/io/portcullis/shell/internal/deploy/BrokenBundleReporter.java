// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.deploy;

import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Component;

/**
 * Refuses jars that are not bundles, which File Install would skip silently. File Install logs each
 * refusal and asks again after the file has changed. Thread-safe.
 */
@Component(service = ArtifactInstaller.class)
public final class BrokenBundleReporter implements ArtifactInstaller {
  /** Creates the reporter. */
  public BrokenBundleReporter() {}

  @Override
  public boolean canHandle(File artifact) {
    return artifact.getName().toLowerCase(Locale.ROOT).endsWith(".jar")
        && artifact.isFile()
        && !problem(artifact).isEmpty();
  }

  /** Returns why a file is not a bundle; empty if it is one. */
  static String problem(File artifact) {
    if (!artifact.canRead()) {
      return "it cannot be read";
    }
    try (JarFile jar = new JarFile(artifact)) {
      Manifest manifest = jar.getManifest();
      if (manifest == null) {
        return "it has no manifest";
      }
      String name = manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      return name == null ? "its manifest has no " + Constants.BUNDLE_SYMBOLICNAME : "";
    } catch (IOException | RuntimeException e) { // some damage is reported by unchecked exceptions
      return "it is not a readable jar: " + e.getMessage();
    }
  }

  @Override
  public void install(File artifact) throws IOException {
    throw new IOException(
        artifact
            + " is not installed: "
            + problem(artifact)
            + "; put an OSGi bundle in its place, or remove it");
  }

  @Override
  public void update(File artifact) throws IOException {
    install(artifact);
  }

  @Override
  public void uninstall(File artifact) {
    // it was never installed
  }
}
