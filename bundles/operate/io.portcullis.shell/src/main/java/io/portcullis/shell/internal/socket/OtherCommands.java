// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import java.io.OutputStream;
import java.util.List;

/** Commands of other bundles, in the shell that knows them. Thread-safe. */
public interface OtherCommands {

  /** What {@link #run} returns for a name that is no command. */
  int UNKNOWN = Exit.UNKNOWN;

  /**
   * Runs a command with literal arguments and returns its exit code. Each thread in which the
   * command runs is bound to the operator.
   *
   * @throws Exception whatever the command throws
   */
  int run(
      String scopedName,
      List<String> arguments,
      ActingOperator acting,
      OutputStream out,
      OutputStream err)
      throws Exception;
}
