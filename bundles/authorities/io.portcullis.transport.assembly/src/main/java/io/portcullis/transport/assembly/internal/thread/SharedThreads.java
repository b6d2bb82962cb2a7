// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The threads of this bundle, there while somebody needs them. Thread-safe. */
public final class SharedThreads {
  /** Of this bundle: each instance of the component uses the same ones. */
  public static final SharedThreads OF_BUNDLE = new SharedThreads();

  private @Nullable LinkThreads threads;
  private int users;

  /**
   * Gives the threads; starts them for the first user.
   *
   * @throws IOException if they cannot be started
   */
  public synchronized LinkThreads acquire() throws IOException {
    LinkThreads given = threads;
    if (given == null) {
      given = new LinkThreads();
      threads = given;
    }
    users++;
    return given;
  }

  /** Takes them back; the last user ends them. */
  public synchronized void release() {
    users--;
    if (users == 0 && threads != null) {
      threads.close();
      threads = null;
    }
  }
}
