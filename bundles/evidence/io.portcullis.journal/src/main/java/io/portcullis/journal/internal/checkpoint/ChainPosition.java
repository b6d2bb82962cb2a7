// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.checkpoint;

import java.util.HexFormat;

/** How far a chain goes. Immutable. */
public final class ChainPosition {
  /** Before the first line. */
  public static final ChainPosition START = new ChainPosition(0, 0, new byte[32]);

  private final long seq;
  private final long spool;
  private final byte[] hash;

  public ChainPosition(long seq, long spool, byte[] hash) {
    this.seq = seq;
    this.spool = spool;
    this.hash = hash.clone();
  }

  /** The number of the last line. */
  public long seq() {
    return seq;
  }

  /** The position in the spool up to which records are in the chain. */
  public long spool() {
    return spool;
  }

  /** The hash of the last line. */
  public byte[] hash() {
    return hash.clone();
  }

  /** Whether this is the hash of the last line. */
  public boolean hashIs(String hex) {
    return HexFormat.of().formatHex(hash).equals(hex);
  }
}
