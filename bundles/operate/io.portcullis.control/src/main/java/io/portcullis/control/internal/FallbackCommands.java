// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.control.internal.protocol.SocketExitCode;
import java.io.OutputStream;
import java.util.List;

/** Commands of other bundles, in the shell that knows them. Thread-safe. */
public interface FallbackCommands {

  /** What {@link #run} returns for a name that is no command. */
  int UNKNOWN = SocketExitCode.UNKNOWN;

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
