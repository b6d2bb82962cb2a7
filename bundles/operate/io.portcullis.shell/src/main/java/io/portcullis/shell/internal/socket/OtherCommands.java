// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import java.io.OutputStream;
import java.util.List;

/** Commands of other bundles, as far as there is a shell that knows them. Thread-safe. */
public interface OtherCommands {

  /** What {@link #run} returns for a name that is no command. */
  int UNKNOWN = Exit.UNKNOWN;

  /**
   * Runs a command with literal arguments and returns its exit code.
   *
   * @throws Exception whatever the command throws
   */
  int run(String scopedName, List<String> arguments, OutputStream out, OutputStream err)
      throws Exception;
}
