// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * The pinned packages of Python, installed once into {@code target/python}. Where they cannot be
 * installed the test fails if {@code CI=true} and is skipped elsewhere.
 */
final class PythonPackages {
  private static final Path SOURCE =
      Path.of("src", "test", "python", "requirements.txt").toAbsolutePath();
  private static final Path FOLDER = Path.of("target", "python").toAbsolutePath();
  private static final Duration INSTALL = Duration.ofMinutes(8);

  private PythonPackages() {}

  /** Installs the packages unless exactly these are there. */
  static synchronized PythonPackages installed() throws IOException {
    Path done = FOLDER.resolve("installed-requirements.txt");
    if (!Files.exists(done) || Files.mismatch(SOURCE, done) != -1) {
      run("python3", "-m", "venv", "--clear", FOLDER.toString());
      run(program("pip"), "install", "--quiet", "--requirement", SOURCE.toString());
      Files.copy(SOURCE, done, StandardCopyOption.REPLACE_EXISTING);
    }
    return new PythonPackages();
  }

  private static void run(String... command) throws IOException {
    // The home of the user: the registry and its cache are configured there.
    Path home = Path.of(System.getProperty("user.home"));
    String why;
    try {
      FinishedRun run = FinishedRun.of(List.of(command), SOURCE.getParent(), home, INSTALL);
      why = run.exitCode() == 0 ? "" : run.stderr();
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (!why.isEmpty()) {
      unavailable("%s failed: %s".formatted(command[0], why));
    }
  }

  private static void unavailable(String message) throws IOException {
    if ("true".equals(System.getenv("CI"))) {
      throw new IOException(message);
    }
    abort(message);
  }

  private static String program(String name) {
    return FOLDER.resolve("bin").resolve(name).toString();
  }

  /** The command of the public server for Git, over stdio. */
  List<String> gitStdio(Path repository) {
    return List.of(program("mcp-server-git"), "--repository", repository.toString());
  }
}
