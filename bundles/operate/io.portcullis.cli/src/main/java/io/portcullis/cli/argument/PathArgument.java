// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.argument;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads paths. */
public final class PathArgument {
  private PathArgument() {}

  public static Path parse(String text) throws CliUsageException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new CliUsageException("not a path: " + text);
    }
  }

  /** Returns the path of a file or pipe that can be read. */
  public static Path file(String text) throws CliUsageException {
    Path path = parse(text);
    if (!Files.exists(path)) {
      throw new CliUsageException(text + ": it does not exist");
    }
    if (Files.isDirectory(path) || !Files.isReadable(path)) {
      throw new CliUsageException(text + ": it cannot be read");
    }
    return path;
  }
}
