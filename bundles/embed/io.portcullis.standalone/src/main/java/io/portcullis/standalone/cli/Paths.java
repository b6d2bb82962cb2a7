// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads paths. */
final class Paths {
  private Paths() {}

  static Path parse(String text) throws UsageException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("not a path: " + text);
    }
  }

  /** A path of something that can be read, be it a pipe. */
  static Path file(String text) throws UsageException {
    Path path = parse(text);
    if (!Files.exists(path)) {
      throw new UsageException(text + ": it does not exist");
    }
    if (Files.isDirectory(path) || !Files.isReadable(path)) {
      throw new UsageException(text + ": it cannot be read");
    }
    return path;
  }
}
