// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import io.portcullis.launcher.load.LoadActivator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Packs {@link LoadActivator} as a bundle. */
final class LoadBundle {
  private LoadBundle() {}

  static void write(Path file) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Manifest-Version", "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", "io.portcullis.tests.load");
    attributes.putValue("Bundle-Version", "1.0.0");
    attributes.putValue("Bundle-Activator", LoadActivator.class.getName());
    attributes.putValue(
        "Import-Package",
        "io.portcullis.api,io.portcullis.api.spi,io.portcullis.api.evidence,org.osgi.framework,org.osgi.util.tracker");
    Path classes = folderOf(LoadActivator.class);
    List<Path> files;
    try (Stream<Path> all = Files.list(classes)) {
      files = all.filter(each -> each.toString().endsWith(".class")).sorted().toList();
    }
    Files.createDirectories(file.getParent());
    Path whole = Files.createTempFile("load", ".jar");
    try (OutputStream out = Files.newOutputStream(whole);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      String folder = LoadActivator.class.getPackageName().replace('.', '/') + '/';
      for (Path each : files) {
        jar.putNextEntry(new ZipEntry(folder + each.getFileName()));
        jar.write(Files.readAllBytes(each));
        jar.closeEntry();
      }
    }
    Files.move(whole, file);
  }

  private static Path folderOf(Class<?> type) {
    try {
      return Path.of(type.getResource(type.getSimpleName() + ".class").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
