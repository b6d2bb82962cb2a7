// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import java.util.concurrent.atomic.AtomicLong;

/** How many more bytes of messages may be held. Thread-safe. */
final class Budget {
  private final AtomicLong left;

  Budget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** What one holder has taken of it. Thread-safe. */
  final class Share {
    private long taken;
    private boolean closed;

    /** Takes so many bytes more; if they are not left, takes none. */
    synchronized boolean take(int bytes) {
      if (closed) {
        return false;
      }
      if (left.addAndGet(-bytes) < 0) {
        left.addAndGet(bytes);
        return false;
      }
      taken += bytes;
      return true;
    }

    /** Gives all of it back. */
    synchronized void giveBack() {
      left.addAndGet(taken);
      taken = 0;
    }

    /** Gives all of it back and takes no more. */
    synchronized void close() {
      giveBack();
      closed = true;
    }
  }

  Share share() {
    return new Share();
  }

  long left() {
    return left.get();
  }
}
