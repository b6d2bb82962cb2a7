// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A command that has run to its end.
 *
 * @param stdout what it wrote, cut at 8 MiB
 * @param stderr likewise
 */
record FinishedRun(int exitCode, String stdout, String stderr) {
  private static final int MAX_BYTES = 8 << 20;
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /**
   * Runs a command to its end. Its home is a folder below {@code target}, so that it leaves nothing
   * in that of the user.
   *
   * @throws IOException if it does not start, or does not end within the deadline; it is killed
   *     then with all it started
   */
  static FinishedRun of(List<String> command, Duration deadline) throws IOException {
    return of(command, TARGET, Files.createDirectories(TARGET.resolve("home")), deadline);
  }

  /** As {@link #of(List, Duration)}, in a folder and with a home of its own. */
  static FinishedRun of(List<String> command, Path folder, Path home, Duration deadline)
      throws IOException {
    Path logs = Files.createDirectories(TARGET.resolve("runs"));
    Path out = Files.createTempFile(logs, "run", ".out");
    Path err = Files.createTempFile(logs, "run", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(
                ProcessBuilder.Redirect.from(Files.createTempFile(logs, "run", ".in").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("HOME", home.toString());
    try (ChildProcess process = ChildProcess.start(builder)) {
      OptionalInt exitCode = process.waitFor(deadline);
      if (exitCode.isEmpty()) {
        throw new IOException(
            "Not done in " + deadline + ": " + command + "\n" + read(out) + read(err));
      }
      return new FinishedRun(exitCode.getAsInt(), read(out), read(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted: " + command, e);
    }
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
