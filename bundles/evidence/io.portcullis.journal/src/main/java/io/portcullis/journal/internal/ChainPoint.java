// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import java.util.HexFormat;

/** How far a chain goes. Immutable. */
final class ChainPoint {
  /** Before the first line. */
  static final ChainPoint START = new ChainPoint(0, 0, new byte[32]);

  private final long seq;
  private final long spool;
  private final byte[] hash;

  ChainPoint(long seq, long spool, byte[] hash) {
    this.seq = seq;
    this.spool = spool;
    this.hash = hash.clone();
  }

  /** The number of the last line. */
  long seq() {
    return seq;
  }

  /** The position in the spool up to which records are in the chain. */
  long spool() {
    return spool;
  }

  /** The hash of the last line. */
  byte[] hash() {
    return hash.clone();
  }

  /** Whether this is the hash of the last line. */
  boolean hashIs(String hex) {
    return HexFormat.of().formatHex(hash).equals(hex);
  }
}
