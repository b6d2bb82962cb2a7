// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.store;

import java.io.IOException;

/** Where it is written down what waits. Thread-safe. */
public interface QueueLog {

  /**
   * Writes a line, which a kill of the process leaves alone once this returns.
   *
   * @throws IOException if it is not written, and will not be
   */
  void add(QueueLine line) throws IOException;
}
