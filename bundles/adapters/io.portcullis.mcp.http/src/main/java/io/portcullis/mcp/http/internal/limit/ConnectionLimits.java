// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits for the number and the speed of connections.
 *
 * @param total the maximum number of connections; 0 for the number that descriptors allow
 * @param perPeer the maximum number for one address; 0 for three quarters of all
 * @param head how long the head of a request may take, from the first byte or the connection's
 *     beginning
 * @param bodyWindow a body is measured over windows of this length
 * @param minBodyRate how many bytes a second of a body must come in each window
 * @param refusals how many refused tokens of one address in a minute are answered with 401
 */
public record ConnectionLimits(
    int total, int perPeer, Duration head, Duration bodyWindow, int minBodyRate, int refusals) {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

  /** Counts from the process's descriptors; 10 s, 10 s, 1,024 bytes a second, 20 refusals. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(0, 0, Duration.ofSeconds(10), Duration.ofSeconds(10), 1_024, 20);

  /** Rejects negative limits and a time of zero. */
  public ConnectionLimits {
    if (total < 0
        || perPeer < 0
        || minBodyRate < 0
        || refusals < 0
        || head.compareTo(Duration.ZERO) <= 0
        || bodyWindow.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }

  /**
   * Returns the same limits with both counts resolved, within the number that descriptors allow.
   */
  public ConnectionLimits resolved(int descriptors) {
    int most = FileDescriptorLimit.most(descriptors);
    if (total > most) {
      LOG.warn(
          "maxConnections is {}, but the {} file descriptors of this process allow {}; raise ulimit"
              + " -n",
          total,
          descriptors,
          most);
    }
    int all = total == 0 ? FileDescriptorLimit.byDefault(descriptors) : Math.min(total, most);
    int each = perPeer == 0 ? Math.max(1, all - all / 4) : Math.min(perPeer, all);
    return new ConnectionLimits(all, each, head, bodyWindow, minBodyRate, refusals);
  }
}
