// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections of clients the file descriptors of this process allow. A part of them stays
 * for the control socket, the journal, files and other listeners.
 */
public final class FileDescriptorLimit {
  /** How many are never given to clients. */
  static final int RESERVE = 256;

  /** How many connections a gateway takes if nothing else is configured or needed. */
  static final int MAX_DEFAULT = 4_096;

  private static final int UNKNOWN = Integer.MAX_VALUE;

  private FileDescriptorLimit() {}

  /** How many this process may have; {@link Integer#MAX_VALUE} if that is not known. */
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
   * How many connections a gateway takes if nothing is configured. Each may need a second one to
   * the server, and a second gateway must find room as well.
   */
  static int byDefault(int limit) {
    return Math.max(1, Math.min(MAX_DEFAULT, (limit - RESERVE) / 4));
  }

  /** How many connections a gateway can take at the most, whatever is configured. */
  static int most(int limit) {
    return Math.max(1, (limit - RESERVE) / 2);
  }
}
