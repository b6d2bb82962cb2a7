// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder for the persistent state of one user's gateways.
 *
 * @param path the folder, which need not exist
 */
public record StateDirectory(Path path) {

  /**
   * Returns the folder {@code portcullis/mcp} in {@code XDG_STATE_HOME}, or else in {@code
   * .local/state} of the user's home: the environment variable {@code HOME}, or else the entry in
   * the user database. A value that is not an absolute path is ignored, as the XDG Base Directory
   * Specification demands.
   *
   * @param environment the environment of the process
   * @param userHome the home in the user database, such as the system property {@code user.home};
   *     Java sets it to a question mark if the user has no entry
   * @return the folder, an absolute path
   * @throws IllegalStateException if none of the three is an absolute path; the message names the
   *     variables to set
   */
  public static StateDirectory of(Map<String, String> environment, String userHome) {
    Path state = absolute(environment.get("XDG_STATE_HOME"));
    if (state == null) {
      Path home = absolute(environment.get("HOME"));
      home = home == null ? absolute(userHome) : home;
      if (home == null) {
        throw new IllegalStateException(
            "no folder for state: this user has no home in the user database; set HOME or"
                + " XDG_STATE_HOME to an absolute path");
      }
      state = home.resolve(".local").resolve("state");
    }
    return new StateDirectory(state.resolve("portcullis").resolve("mcp"));
  }

  private static @Nullable Path absolute(@Nullable String value) {
    if (value == null || !value.startsWith("/")) {
      return null;
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new IllegalStateException("no folder for state: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the folder for the user of this process.
   *
   * @return the folder
   * @throws IllegalStateException if the user has no home, see {@link #of}
   */
  public static StateDirectory ofThisProcess() {
    return of(System.getenv(), System.getProperty("user.home", ""));
  }

  /**
   * Returns the default file of pins.
   *
   * @return the file, which need not exist
   */
  public Path pins() {
    return path.resolve("pins.json");
  }
}
