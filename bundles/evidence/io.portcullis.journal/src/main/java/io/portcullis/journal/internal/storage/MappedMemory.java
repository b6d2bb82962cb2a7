// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the errors of the virtual machine when a page of a mapped file is gone. */
public final class MappedMemory {
  private static final Logger LOG = LoggerFactory.getLogger(MappedMemory.class);

  private static final int LARGE = 8 << 20;

  private MappedMemory() {}

  /**
   * Catches the error of an access that this thread made to a missing page.
   *
   * <p>Compiled code continues after such an access. The error is thrown when the thread next
   * enters the virtual machine. That has to happen here and not in the caller. An allocation of
   * this size always enters the virtual machine.
   */
  public static void takePendingError() {
    try {
      byte[] large = new byte[LARGE];
      LOG.debug("the spool could not be accessed, {}", large.length);
    } catch (InternalError e) {
      LOG.debug("the spool could not be accessed", e);
    }
  }
}
