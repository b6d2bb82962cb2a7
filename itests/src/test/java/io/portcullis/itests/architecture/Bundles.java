// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The bundles of this build: folders that hold a module whose root package is their name. */
final class Bundles {
  private static final Path FOLDER = Path.of("..", "bundles");
  private static final String OURS = "io.portcullis.";

  private final List<String> names;

  private Bundles(List<String> names) {
    this.names = names;
  }

  static Bundles ofThisBuild() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return new Bundles(
          folders
              .filter(folder -> Files.exists(folder.resolve("pom.xml")))
              .map(folder -> folder.getFileName().toString())
              .filter(name -> name.startsWith(OURS))
              .sorted()
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> names() {
    return names;
  }

  List<String> adapters() {
    return names.stream().filter(name -> name.startsWith(OURS + "adapter.")).toList();
  }

  /** The main classes of all bundles; a bundle that was not built is an error. */
  JavaClasses classes() {
    List<Path> paths =
        names.stream().map(name -> FOLDER.resolve(name).resolve("target/classes")).toList();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        throw new IllegalStateException("build it first: " + path);
      }
    }
    return new ClassFileImporter().importPaths(paths);
  }

  /** The bundle whose root package is the longest that fits. */
  Optional<String> of(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName() + ".";
    return names.stream()
        .filter(bundle -> name.startsWith(bundle + "."))
        .max(Comparator.comparingInt(String::length));
  }
}
