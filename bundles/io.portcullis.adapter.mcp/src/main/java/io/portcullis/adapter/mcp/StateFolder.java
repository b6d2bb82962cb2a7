// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the gateways of one user keep what survives them.
 *
 * @param path a folder, which need not be there
 */
public record StateFolder(Path path) {

  /**
   * The folder {@code portcullis/mcp} in {@code XDG_STATE_HOME}, or in {@code .local/state} of the
   * user's home if that variable names no absolute path, as the XDG Base Directory Specification
   * has it.
   *
   * @param environment the environment of the process
   * @param userHome the home of the user
   * @return the folder
   */
  public static StateFolder of(Map<String, String> environment, String userHome) {
    String state = environment.get("XDG_STATE_HOME");
    Path folder =
        state == null || !Path.of(state).isAbsolute()
            ? Path.of(userHome, ".local", "state")
            : Path.of(state);
    return new StateFolder(folder.resolve("portcullis").resolve("mcp"));
  }

  /**
   * The folder for this process.
   *
   * @return the folder of the user who runs it
   */
  public static StateFolder ofThisProcess() {
    return of(System.getenv(), System.getProperty("user.home", ""));
  }

  /**
   * Where the pins of tools are, unless something else is configured.
   *
   * @return a file, which need not be there
   */
  public Path pins() {
    return path.resolve("pins.json");
  }
}
