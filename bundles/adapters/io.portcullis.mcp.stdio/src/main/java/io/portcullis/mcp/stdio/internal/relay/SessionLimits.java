// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

/**
 * The limits of a session. Messages beyond them are refused.
 *
 * @param maxMessageBytes the longest line that is read as a whole
 * @param maxWholeAnswerBytes the longest response of the server that is read as a whole; a longer
 *     one passes as it comes
 * @param maxWaiting how many requests of a side may wait for their decision
 * @param maxOpen how many requests of a side may be without a response, waiting ones included
 * @param maxHeldBytes how many bytes of the requests of a side may be held
 * @param maxQueuedBytes how many bytes may be queued for a side before reading pauses
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

  /** Rejects limits that are not positive. */
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
