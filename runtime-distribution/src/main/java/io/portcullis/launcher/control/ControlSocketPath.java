// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.control;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the path of the control socket. The path of a Unix socket is limited to about 100 bytes;
 * a home with a longer path has its socket in a private folder with a short name. The file {@code
 * data/control/path} holds the path.
 */
public final class ControlSocketPath {
  // sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
  private static final int MAX_PATH_BYTES = 103;

  private final Home home;

  public ControlSocketPath(Home home) {
    this.home = home;
  }

  /** Chooses the path for a container that starts, and records it. */
  public Path choose(@Nullable String runtimeFolder) throws LaunchException {
    forget();
    try {
      Path socket = home.control().resolve("portcullis.sock");
      if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
        socket = privateFolder(runtimeFolder).resolve("portcullis.sock");
      }
      Files.deleteIfExists(socket);
      Files.writeString(record(), socket + "\n");
      return socket;
    } catch (IOException e) {
      throw new LaunchException("no control socket: " + LaunchException.reasons(e));
    }
  }

  /** Returns the path that the running container recorded. */
  public Path recorded() throws LaunchException {
    try {
      return Path.of(Files.readString(record()).trim());
    } catch (IOException e) {
      throw new LaunchException(
          LaunchException.UNAVAILABLE, "no container is running in " + home.directory());
    }
  }

  /** Removes the record, and a private folder with it. */
  public synchronized void forget() throws LaunchException {
    if (!Files.exists(record())) {
      return;
    }
    Path socket = recorded();
    Path folder = socket.getParent();
    try {
      Files.deleteIfExists(socket);
      if (folder != null && !folder.equals(home.control())) {
        Files.deleteIfExists(folder);
      }
      Files.delete(record());
    } catch (IOException e) {
      throw new LaunchException("cannot remove the control socket: " + LaunchException.reasons(e));
    }
  }

  private Path record() {
    return home.control().resolve("path");
  }

  // createTempDirectory takes a fresh random name and mode 0700.
  private static Path privateFolder(@Nullable String runtimeFolder) throws IOException {
    if (runtimeFolder != null && Files.isWritable(Path.of(runtimeFolder))) {
      return Files.createTempDirectory(Path.of(runtimeFolder), "portcullis-");
    }
    return Files.createTempDirectory("portcullis-");
  }
}
