// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.home;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of a container: the distribution holds what is shipped, and the home what belongs to
 * one container.
 *
 * @param distribution holds {@code lib}, {@code features} and {@code repository}; only read
 * @param directory holds {@code etc}, {@code deploy} and {@code data}; may be the same folder
 */
public record Home(Path distribution, Path directory) {
  /** The folders that a container writes to; only its user can read them. */
  private static final List<String> MADE =
      List.of("deploy", "data/log", "data/cache", "data/fileinstall", "data/control");

  /** Reads the folders that the start script sets as system properties. */
  public static Home fromSystemProperties() throws LaunchException {
    String distribution = System.getProperty("portcullis.dist");
    if (distribution == null) {
      throw new LaunchException("start me through bin/portcullis: portcullis.dist is not set");
    }
    Path shipped = Path.of(distribution).toAbsolutePath().normalize();
    String home = System.getProperty("portcullis.home", distribution);
    return new Home(shipped, Path.of(home).toAbsolutePath().normalize());
  }

  public Path etc() {
    return directory.resolve("etc");
  }

  public Path deploy() {
    return directory.resolve("deploy");
  }

  public Path data() {
    return directory.resolve("data");
  }

  public Path control() {
    return data().resolve("control");
  }

  public Path features() {
    return distribution.resolve("features");
  }

  public Path repository() {
    return distribution.resolve("repository");
  }

  /**
   * Creates the folders that a container writes to; a home without {@code etc} gets the shipped
   * one.
   */
  public void prepare() throws LaunchException {
    try {
      if (!Files.exists(etc())) {
        copyShipped("etc");
      }
      for (String folder : MADE) {
        OwnerOnly.createDirectories(directory.resolve(folder));
      }
    } catch (IOException e) {
      throw new LaunchException("cannot write to " + directory + ": " + LaunchException.reasons(e));
    }
  }

  private void copyShipped(String folder) throws IOException {
    Path from = distribution.resolve(folder);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = directory.resolve(folder).resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          OwnerOnly.createDirectories(target);
        } else {
          OwnerOnly.copy(file, target);
        }
      }
    }
  }
}
