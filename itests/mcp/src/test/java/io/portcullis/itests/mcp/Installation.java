// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Programs of others that a test installs below {@code target}, or is skipped without. */
final class Installation {
  private static final Duration INSTALL = Duration.ofMinutes(8);
  private static final Duration VERSION = Duration.ofSeconds(30);

  private Installation() {}

  /** Skips the test unless this command, which tells a version, runs. */
  static void requires(String program, String version) {
    try {
      if (FinishedRun.of(List.of(program, version), VERSION).exitCode() == 0) {
        return;
      }
    } catch (IOException absent) {
      // no such program
    }
    abort("Needs " + program + " on the PATH");
  }

  /**
   * Runs a command that installs something. If it fails, the test fails if {@code CI=true} and is
   * skipped elsewhere.
   */
  static void run(Path folder, String... command) throws IOException {
    // The home of the user: registries and caches are configured there.
    Path home = Path.of(System.getProperty("user.home"));
    String why;
    try {
      FinishedRun run = FinishedRun.of(List.of(command), folder, home, INSTALL);
      why = run.exitCode() == 0 ? "" : run.stderr();
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (!why.isEmpty()) {
      unavailable(String.join(" ", command) + " failed: " + why);
    }
  }

  static void unavailable(String message) throws IOException {
    if ("true".equals(System.getenv("CI"))) {
      throw new IOException(message);
    }
    abort(message);
  }
}
