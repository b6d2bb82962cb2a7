// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import java.time.Duration;

/**
 * The limits of a gateway. Requests beyond them are refused.
 *
 * @param maxMessageBytes the longest message that is read as a whole
 * @param maxWholeAnswerBytes the longest response of the server that is read as a whole; a longer
 *     one passes as it comes
 * @param maxWaiting how many requests of either side may wait for their decision
 * @param maxOpen how many HTTP requests may be in flight
 * @param maxHeldBytes how many bytes of all messages may be held at once
 * @param maxIdle how long the server may be silent in an exchange, and a connection may be idle
 */
public record HttpLimits(
    int maxMessageBytes,
    int maxWholeAnswerBytes,
    int maxWaiting,
    int maxOpen,
    long maxHeldBytes,
    Duration maxIdle) {
  /** 16 MiB, 1 MiB, 1,024 waiting of 4,096, 64 MiB held, 15 minutes. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(16 << 20, 1 << 20, 1_024, 4_096, 64L << 20, Duration.ofMinutes(15));

  /** Rejects limits that are not positive. */
  public HttpLimits {
    if (maxMessageBytes < 1
        || maxWholeAnswerBytes < 1
        || maxWaiting < 1
        || maxOpen < 1
        || maxHeldBytes < 1
        || maxIdle.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
    if (maxWholeAnswerBytes > maxMessageBytes) {
      throw new IllegalArgumentException("maxWholeAnswerBytes is more than maxMessageBytes");
    }
  }
}
