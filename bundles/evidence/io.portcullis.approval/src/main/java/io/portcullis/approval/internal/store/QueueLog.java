// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.store;

import java.io.IOException;

/** Records requests, votes and ends durably. Thread-safe. */
public interface QueueLog {

  /**
   * Writes a line, which survives a kill of the process once this returns.
   *
   * @throws IOException if the line is not written, and will not be
   */
  void add(QueueLine line) throws IOException;
}
