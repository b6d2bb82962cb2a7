// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import io.portcullis.mcp.pinning.StateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Finds the file of pins that all MCP gateways of a user share: the one that the shared home
 * configures, or the one in the user's state folder.
 */
final class PinFileLocation {
  static final String PID = "io.portcullis.mcp.pinning";
  private static final String KEY = "file";

  private PinFileLocation() {}

  /**
   * Returns the file.
   *
   * @param shared the home from which the home of each gateway is copied
   * @param state the folder of the file if none is configured
   * @throws LaunchException if the configuration cannot be understood
   */
  static Path file(Home shared, StateDirectory state) throws LaunchException {
    Path cfg = shared.etc().resolve(PID + ".cfg");
    Properties values = new Properties();
    try (InputStream in = Files.newInputStream(cfg)) {
      values.load(in);
    } catch (NoSuchFileException e) {
      return state.pins();
    } catch (IOException | IllegalArgumentException e) {
      throw new LaunchException("cannot read " + cfg + ": " + LaunchException.reasons(e));
    }
    String file = values.getProperty(KEY, "").trim();
    if (file.isEmpty()) {
      return state.pins();
    }
    String home = shared.directory().toString();
    try {
      return shared.directory().resolve(file.replace("${portcullis.home}", home));
    } catch (InvalidPathException e) {
      throw new LaunchException(cfg + ": file is not a path: " + e.getReason());
    }
  }
}
