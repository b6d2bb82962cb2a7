// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The number of client connections that the file descriptors of this process allow. A part of the
 * descriptors is reserved for the control socket, the journal, files and other listeners.
 */
public final class FileDescriptorLimit {
  /** The number of descriptors that clients never get. */
  static final int RESERVE = 256;

  /** The default maximum number of connections of a gateway. */
  static final int MAX_DEFAULT = 4_096;

  private static final int UNKNOWN = Integer.MAX_VALUE;

  private FileDescriptorLimit() {}

  /** Returns the limit of this process; {@link Integer#MAX_VALUE} if it is unknown. */
  public static int limit() {
    try {
      return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
          ? (int) Math.min(UNKNOWN, Math.max(1, unix.getMaxFileDescriptorCount()))
          : UNKNOWN;
    } catch (LinkageError e) { // a Java without the module jdk.management
      return UNKNOWN;
    }
  }

  /**
   * Returns the default number of connections of a gateway. Each may need a second one to the
   * server, and a second gateway must fit as well.
   */
  static int byDefault(int limit) {
    return Math.max(1, Math.min(MAX_DEFAULT, (limit - RESERVE) / 4));
  }

  /** Returns the maximum number of connections, whatever is configured. */
  static int most(int limit) {
    return Math.max(1, (limit - RESERVE) / 2);
  }
}
