// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

/**
 * Who made a change, and by which way.
 *
 * @param by a user's name; {@code unknown} if nothing tells it
 * @param from a command's origin, a file or a thread
 */
record Actor(String by, String from) {
  static final String UNKNOWN = "unknown";

  /** A change in a thread that runs no operator's command, which its name may still explain. */
  static Actor ofThread(Thread thread) {
    return new Actor(UNKNOWN, "thread " + thread.getName());
  }
}
