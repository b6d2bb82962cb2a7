// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

/**
 * The user who made a change, and its origin.
 *
 * @param by the user's name, {@code unknown} if it cannot be determined
 * @param from a command's origin, a file or a thread
 */
record Actor(String by, String from) {
  static final String UNKNOWN = "unknown";

  /**
   * Returns the actor of a thread without an operator's command; the thread's name may explain it.
   */
  static Actor ofThread(Thread thread) {
    return new Actor(UNKNOWN, "thread " + thread.getName());
  }
}
