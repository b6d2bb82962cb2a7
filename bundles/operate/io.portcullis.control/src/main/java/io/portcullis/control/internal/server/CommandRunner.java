// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Runs the command that a client requests. Thread-safe. */
public interface CommandRunner {

  /**
   * Runs the command to its end and returns its exit code. The streams need not be flushed.
   *
   * @param operator the user at the other end
   */
  int run(List<String> words, String operator, OutputStream out, OutputStream err)
      throws IOException, InterruptedException;
}
