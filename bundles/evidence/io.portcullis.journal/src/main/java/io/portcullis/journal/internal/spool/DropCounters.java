// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Counters of dropped records, in memory and in the header of the spool, so that a kill loses none.
 * A line of the chain reports drops. Its number is stored first, so recovery knows from the end of
 * the chain whether they were reported. Guarded by the lock of the spool.
 */
public final class DropCounters {
  private static final DropReason[] CAUSES = DropReason.values();
  private static final int CELLS = 4;
  private static final int TOTAL = 0;
  private static final int REPORTED = 1;
  private static final int PROMISED = 2;
  private static final int PROMISED_SEQ = 3;

  private final long[] cells = new long[CAUSES.length * CELLS];
  private @Nullable ByteBuffer header;
  private final int at;
  private long sinceStart;

  /** Reads the counters at this place of the header. */
  DropCounters(ByteBuffer header, int at) {
    this.header = header;
    this.at = at;
    for (int i = 0; i < cells.length; i++) {
      cells[i] = header.getLong(at + 8 * i);
    }
  }

  /** Returns the number of drops since the start. */
  long sinceStart() {
    return sinceStart;
  }

  void count(DropReason cause, long lost) {
    sinceStart += lost;
    set(cause, TOTAL, get(cause, TOTAL) + lost);
  }

  /** Returns the number of unreported drops for a cause. */
  long pending(DropReason cause) {
    return Math.max(0, get(cause, TOTAL) - get(cause, REPORTED));
  }

  /** Stores that the line with this number will report the pending drops. */
  void promise(DropReason cause, long seq) {
    set(cause, PROMISED_SEQ, 0);
    set(cause, PROMISED, get(cause, TOTAL));
    set(cause, PROMISED_SEQ, seq);
  }

  /** Resolves the promises: lines up to this number are in the chain, later ones are not. */
  public void confirmReported(long lastSeq) {
    for (DropReason cause : CAUSES) {
      long seq = get(cause, PROMISED_SEQ);
      if (seq > 0 && seq <= lastSeq) {
        set(cause, REPORTED, get(cause, PROMISED));
      }
      if (seq > 0) {
        set(cause, PROMISED_SEQ, 0);
      }
    }
  }

  /** Counts only in memory from now on. */
  void leaveHeader() {
    header = null;
  }

  private long get(DropReason cause, int cell) {
    return cells[cause.number() * CELLS + cell];
  }

  private void set(DropReason cause, int cell, long value) {
    int index = cause.number() * CELLS + cell;
    cells[index] = value;
    if (header != null) {
      VarHandle.releaseFence();
      header.putLong(at + 8 * index, value);
    }
  }
}
