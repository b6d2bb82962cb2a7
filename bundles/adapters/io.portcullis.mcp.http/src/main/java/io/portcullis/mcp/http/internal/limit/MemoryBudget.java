// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import io.portcullis.api.AgentIdentity;

/**
 * How many more bytes of messages may be held, divided fairly among agents. If there is one agent
 * only, they are divided among messages, so that a few large ones leave room for a small one.
 * Thread-safe.
 */
public final class MemoryBudget {
  private final FairShare bytes;
  private final boolean manyAgents;

  /**
   * A budget of which nothing is taken.
   *
   * @param manyAgents whether there can be more than one agent
   */
  public MemoryBudget(long bytes, boolean manyAgents) {
    this.bytes = new FairShare(bytes, true);
    this.manyAgents = manyAgents;
  }

  /** What one holder has taken of it. Thread-safe. */
  public final class Reservation {
    private final Object owner;
    private long taken;
    private boolean closed;

    private Reservation(AgentIdentity agent) {
      owner = manyAgents ? agent : this;
    }

    /** Takes so many bytes more; if they are not left for its agent, takes none. */
    public synchronized boolean take(long more) {
      if (closed || !bytes.take(owner, more)) {
        return false;
      }
      taken += more;
      return true;
    }

    /** Gives all of it back. */
    public synchronized void giveBack() {
      bytes.give(owner, taken);
      taken = 0;
    }

    /** Gives all of it back and takes no more. */
    public synchronized void close() {
      giveBack();
      closed = true;
    }
  }

  /** Nothing yet, for something of this agent. */
  public Reservation reservation(AgentIdentity agent) {
    return new Reservation(agent);
  }

  public long left() {
    return bytes.left();
  }
}
