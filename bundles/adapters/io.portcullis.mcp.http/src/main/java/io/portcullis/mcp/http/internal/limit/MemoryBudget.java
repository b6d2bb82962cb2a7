// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import io.portcullis.api.AgentIdentity;

/**
 * A budget of bytes for held messages, divided fairly among agents. With one agent it is divided
 * among messages, so that a few large ones leave room for a small one. Thread-safe.
 */
public final class MemoryBudget {
  private final FairShare bytes;
  private final boolean manyAgents;

  /**
   * Creates a budget that is free.
   *
   * @param manyAgents whether several agents are possible
   */
  public MemoryBudget(long bytes, boolean manyAgents) {
    this.bytes = new FairShare(bytes, true);
    this.manyAgents = manyAgents;
  }

  /** The part of the budget that one message holds. Thread-safe. */
  public final class Reservation {
    private final Object owner;
    private long taken;
    private boolean closed;

    private Reservation(AgentIdentity agent) {
      owner = manyAgents ? agent : this;
    }

    /** Takes more bytes; takes none and returns false beyond the share of its agent. */
    public synchronized boolean take(long more) {
      if (closed || !bytes.take(owner, more)) {
        return false;
      }
      taken += more;
      return true;
    }

    /** Gives all bytes back. */
    public synchronized void giveBack() {
      bytes.give(owner, taken);
      taken = 0;
    }

    /** Gives all bytes back and takes no more. */
    public synchronized void close() {
      giveBack();
      closed = true;
    }
  }

  /** Returns an empty reservation for a message of this agent. */
  public Reservation reservation(AgentIdentity agent) {
    return new Reservation(agent);
  }

  /** Returns the number of free bytes. */
  public long left() {
    return bytes.left();
  }
}
