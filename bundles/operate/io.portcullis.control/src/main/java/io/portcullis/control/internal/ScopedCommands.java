// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.control.internal.protocol.SocketExitCode;
import java.io.OutputStream;
import java.util.List;

/**
 * Commands that are named by scope and function and need Gogo. It is a service, because Gogo may be
 * missing. Thread-safe.
 */
public interface ScopedCommands {

  /** The result of {@link #run} for a name that is not a command. */
  int UNKNOWN = SocketExitCode.UNKNOWN;

  /**
   * Runs a command with literal arguments and returns its exit code. Each thread in which the
   * command runs is bound to the operator.
   *
   * @throws Exception if the command throws it
   */
  int run(
      String scopedName,
      List<String> arguments,
      ActingOperator acting,
      OutputStream out,
      OutputStream err)
      throws Exception;
}
