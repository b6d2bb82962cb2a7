// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.socket;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds the path of the socket of an agent's runtime. Thread-safe. */
public final class SocketPath {
  /** The environment variable that clients read. */
  public static final String VARIABLE = "AA_RUNTIME_SOCKET";

  /**
   * The maximum length of a path in bytes: a Unix address on Linux has 108, the last of which is 0.
   */
  public static final int MAX_BYTES = 107;

  private SocketPath() {}

  /**
   * Returns the configured path; else that of the environment; else the default path of {@code
   * aa-runtime}.
   *
   * @param configured a path, or blank
   * @param environment a path, or empty
   * @param agentId the agent id of the runtime
   * @return the absolute path
   * @throws IllegalArgumentException if it cannot be the path of a socket; the message says why
   */
  public static Path of(String configured, String environment, String agentId) {
    String text =
        !configured.isBlank()
            ? configured.trim()
            : !environment.isEmpty() ? environment : "/tmp/aa-runtime-" + agentId + ".sock";
    Path path = path(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("the path of the socket must be absolute: " + text);
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the path of the socket has %d bytes, but at most %d are allowed: %s"
              .formatted(bytes, MAX_BYTES, text));
    }
    return path;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("the path of the socket is not valid: " + e.getReason());
    }
  }
}
