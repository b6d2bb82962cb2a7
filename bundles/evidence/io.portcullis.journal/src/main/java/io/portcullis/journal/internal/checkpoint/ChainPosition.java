// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.checkpoint;

import java.util.HexFormat;

/** A position in the chain: after a certain line. Immutable. */
public final class ChainPosition {
  /** The position before the first line. */
  public static final ChainPosition START = new ChainPosition(0, 0, new byte[32]);

  private final long seq;
  private final long spool;
  private final byte[] hash;

  /** Creates a position after a line. */
  public ChainPosition(long seq, long spool, byte[] hash) {
    this.seq = seq;
    this.spool = spool;
    this.hash = hash.clone();
  }

  /** Returns the number of the last line. */
  public long seq() {
    return seq;
  }

  /** Returns the position in the spool up to which records are chained. */
  public long spool() {
    return spool;
  }

  /** Returns the hash of the last line. */
  public byte[] hash() {
    return hash.clone();
  }

  /** Returns whether this is the hash of the last line. */
  public boolean hashIs(String hex) {
    return HexFormat.of().formatHex(hash).equals(hex);
  }
}
