// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Starts engines in the background, one at a time for a home. Stateless. */
class EngineStarter {
  /** The line with which an engine says that sessions can attach. */
  private static final String READY = "attach";

  /**
   * Starts the engine as no child of this process, in a session of its own where that is possible:
   * neither a signal to this process's group nor the end of its tree ends the engine.
   */
  private static final String DETACH =
      """
      if command -v setsid >/dev/null 2>&1; then
        setsid "$@" </dev/null 2>&1 &
      else
        (trap '' HUP INT && exec "$@") </dev/null 2>&1 &
      fi
      """;

  /** What an engine needs of the environment; the rest belongs to the session that starts it. */
  private static final Set<String> KEPT =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "JAVA_HOME",
          "JAVA_OPTS",
          "LANG",
          "LANGUAGE",
          "XDG_STATE_HOME",
          "XDG_CONFIG_HOME",
          "XDG_RUNTIME_DIR",
          "TMPDIR",
          "TZ",
          "PORTCULLIS_HOME");

  private final Path distribution;

  EngineStarter(Path distribution) {
    this.distribution = distribution;
  }

  /** Waits for the right to start an engine for a home, until the returned file is closed. */
  FileChannel lock(EngineHome home) throws IOException {
    createPrivate(home.state());
    FileChannel file =
        FileChannel.open(
            home.state().resolve(home.name(1).concat(".lock")),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            mode("rw-------"));
    boolean locked = false;
    try {
      locked = file.lock().isValid();
      return file;
    } finally {
      if (!locked) {
        file.close();
      }
    }
  }

  private static void createPrivate(Path folder) throws IOException {
    Files.createDirectories(folder, mode("rwx------"));
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /**
   * Starts an engine, and returns when sessions can attach.
   *
   * @param number the number of its home
   * @throws NoEngineException if it does not start; the message has its last line
   */
  void start(EngineHome home, int number) throws IOException, NoEngineException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", DETACH, "sh"));
    command.add(distribution.resolve("bin").resolve("portcullis").toString());
    command.addAll(List.of("mcp", "--engine", home.name(number), home.policy().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(home.state().toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    keepOnly(builder.environment().keySet().iterator());
    Process process = builder.start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String last = "it ended at once";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(READY)) {
          return;
        }
        last = line.isBlank() ? last : line;
      }
      throw new NoEngineException("the engine does not start: " + last);
    }
  }

  private static void keepOnly(Iterator<String> names) {
    while (names.hasNext()) {
      String name = names.next();
      if (!KEPT.contains(name) && !name.startsWith("LC_")) {
        names.remove();
      }
    }
  }
}
