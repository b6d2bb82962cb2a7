// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The bundles of this build: module folders, named like their root package, two levels below {@code
 * bundles/}.
 */
final class Bundles {
  private static final Path ROOT = Path.of("..");
  private static final String OURS = "io.portcullis.";

  /** The MCP bundles that let calls through; the others are libraries of theirs. */
  private static final Set<String> GATEWAYS = Set.of(OURS + "mcp.http", OURS + "mcp.stdio");

  /** Plain modules that bnd copies into the bundles that use them; they are no bundles. */
  private static final String SUPPORT = "support";

  /** Folders of modules by the name of the bundle. */
  private final SortedMap<String, Path> folders;

  private Bundles(SortedMap<String, Path> folders) {
    this.folders = folders;
  }

  static Bundles ofThisBuild() {
    SortedMap<String, Path> found = new TreeMap<>();
    try (Stream<Path> folders = Files.find(ROOT.resolve("bundles"), 2, Bundles::isBundle)) {
      folders.forEach(folder -> found.put(folder.getFileName().toString(), folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.put("io.portcullis.demo", ROOT.resolve("examples/demo"));
    return new Bundles(found);
  }

  private static boolean isBundle(Path folder, BasicFileAttributes attributes) {
    return attributes.isDirectory()
        && folder.getFileName().toString().startsWith(OURS)
        && !folder.getParent().endsWith(SUPPORT)
        && Files.exists(folder.resolve("pom.xml"));
  }

  Set<String> names() {
    return folders.keySet();
  }

  List<String> adapters() {
    return names().stream()
        .filter(name -> name.startsWith(OURS + "adapter.") || GATEWAYS.contains(name))
        .toList();
  }

  /** The main classes of all bundles; a bundle that was not built is an error. */
  JavaClasses classes() {
    List<Path> paths =
        folders.values().stream().map(folder -> folder.resolve("target/classes")).toList();
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
    return names().stream()
        .filter(bundle -> name.startsWith(bundle + "."))
        .max(Comparator.comparingInt(String::length));
  }
}
