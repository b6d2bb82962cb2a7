// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

/**
 * How much a session takes. What does not fit is refused.
 *
 * @param maxMessageBytes longest line that is read as a whole
 * @param maxWholeAnswerBytes longest line of the server that is read as a whole if it is an answer;
 *     a longer one is passed on as it comes
 * @param maxWaiting how many requests of a side may wait for their decision
 * @param maxOpen how many requests of a side may be without an answer, waiting ones included
 * @param maxHeldBytes how much of the requests of a side may be held, in bytes of their text
 * @param maxQueuedBytes how much may wait to be written to a side before reading pauses
 */
public record SessionLimits(
    int maxMessageBytes,
    int maxWholeAnswerBytes,
    int maxWaiting,
    int maxOpen,
    long maxHeldBytes,
    int maxQueuedBytes) {

  /** 16 MiB, 1 MiB, 1,024 waiting of 4,096, 64 MiB held, 1 MiB queued. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(16 << 20, 1 << 20, 1_024, 4_096, 64L << 20, 1 << 20);

  /** Refuses what is not positive. */
  public SessionLimits {
    if (maxMessageBytes < 1
        || maxWholeAnswerBytes < 1
        || maxWaiting < 1
        || maxOpen < 1
        || maxHeldBytes < 1
        || maxQueuedBytes < 1) {
      throw new IllegalArgumentException("every limit of a session is at least 1");
    }
    if (maxWholeAnswerBytes > maxMessageBytes) {
      throw new IllegalArgumentException("maxWholeAnswerBytes is more than maxMessageBytes");
    }
  }
}
