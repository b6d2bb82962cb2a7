// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Programs of others that may be on this machine. */
final class Installed {
  private Installed() {}

  /** The program of that name on the PATH; the test is skipped if there is none. */
  static Path program(String name) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file;
      }
    }
    return abort(name + " is not on the PATH, see docs/interop.md");
  }
}
