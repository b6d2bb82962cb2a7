// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

/**
 * Runs what follows a time-out or a departure, each in a thread of its own. The one thread that the
 * JVM has for all timers must not be held by whoever continues there, and the common pool may have
 * a single thread that somebody else holds; either would hold up every other denial.
 */
final class Expiry {
  private Expiry() {}

  static void execute(Runnable continuation) {
    Thread thread = new Thread(continuation, "portcullis-expired");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) { // no thread can be had: late for others is better than never
      continuation.run();
    }
  }
}
