// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.api.AgentIdentity;

/**
 * How many more bytes of messages may be held, divided fairly among agents. If there is one agent
 * only, they are divided among messages, so that a few large ones leave room for a small one.
 * Thread-safe.
 */
final class Budget {
  private final FairShare bytes;
  private final boolean manyAgents;

  /**
   * A budget of which nothing is taken.
   *
   * @param manyAgents whether there can be more than one agent
   */
  Budget(long bytes, boolean manyAgents) {
    this.bytes = new FairShare(bytes, true);
    this.manyAgents = manyAgents;
  }

  /** What one holder has taken of it. Thread-safe. */
  final class Share {
    private final Object owner;
    private long taken;
    private boolean closed;

    private Share(AgentIdentity agent) {
      owner = manyAgents ? agent : this;
    }

    /** Takes so many bytes more; if they are not left for its agent, takes none. */
    synchronized boolean take(long more) {
      if (closed || !bytes.take(owner, more)) {
        return false;
      }
      taken += more;
      return true;
    }

    /** Gives all of it back. */
    synchronized void giveBack() {
      bytes.give(owner, taken);
      taken = 0;
    }

    /** Gives all of it back and takes no more. */
    synchronized void close() {
      giveBack();
      closed = true;
    }
  }

  /** Nothing yet, for something of this agent. */
  Share share(AgentIdentity agent) {
    return new Share(agent);
  }

  long left() {
    return bytes.left();
  }
}
