// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Finds bundles on the class path of the test by their symbolic names. */
final class ClassPathBundles {
  private final Map<String, Path> bySymbolicName = new HashMap<>();

  ClassPathBundles() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      Manifest manifest = manifest(path);
      String name =
          manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
      if (name != null) {
        bySymbolicName.putIfAbsent(name.split(";", 2)[0].trim(), path);
      }
    }
  }

  List<Path> find(List<String> symbolicNames) {
    return symbolicNames.stream().map(this::find).toList();
  }

  private Path find(String symbolicName) {
    Path path = bySymbolicName.get(symbolicName);
    if (path == null) {
      throw new IllegalStateException("no bundle on the class path is called " + symbolicName);
    }
    return path;
  }

  private static @Nullable Manifest manifest(Path path) {
    try {
      if (Files.isDirectory(path)) {
        Path file = path.resolve(JarFile.MANIFEST_NAME);
        if (!Files.isRegularFile(file)) {
          return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
          return new Manifest(in);
        }
      }
      if (!Files.isRegularFile(path)) {
        return null;
      }
      try (JarFile jar = new JarFile(path.toFile())) {
        return jar.getManifest();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("not readable: " + path, e);
    }
  }
}
