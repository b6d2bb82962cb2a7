// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where the socket of an agent's runtime is: section 1.1 of the contract. */
final class SocketPath {
  /** The environment variable of the SDKs. */
  static final String VARIABLE = "AA_RUNTIME_SOCKET";

  /** The address of a Unix socket on Linux has 108 bytes, the last of which is 0. */
  static final int MAX_BYTES = 107;

  private SocketPath() {}

  /**
   * The configured path; else that of the environment; else where {@code aa-runtime} always
   * listens.
   *
   * @throws SettingsException if it cannot be the path of a socket
   */
  static Path of(String configured, String environment, String agentId) throws SettingsException {
    String text =
        !configured.isBlank()
            ? configured.trim()
            : !environment.isEmpty() ? environment : "/tmp/aa-runtime-" + agentId + ".sock";
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new SettingsException("the path of the socket is no path: " + e.getReason());
    }
    if (!path.isAbsolute()) {
      throw new SettingsException("the path of the socket must be absolute: " + text);
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new SettingsException(
          "the path of the socket has %d bytes, at most %d fit: %s"
              .formatted(bytes, MAX_BYTES, text));
    }
    return path;
  }
}
