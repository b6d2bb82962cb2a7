// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The threads that all components of this bundle share; they run while a component uses them.
 * Thread-safe.
 */
public final class SharedThreads {
  /** The single instance of this bundle. */
  public static final SharedThreads OF_BUNDLE = new SharedThreads();

  private @Nullable LinkThreads threads;
  private int users;

  /**
   * Returns the threads; starts them for the first user.
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

  /** Releases the threads; the last user stops them. */
  public synchronized void release() {
    users--;
    if (users == 0 && threads != null) {
      threads.close();
      threads = null;
    }
  }
}
