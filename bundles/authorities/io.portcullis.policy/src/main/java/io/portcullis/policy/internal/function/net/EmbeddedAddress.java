// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The IPv6 addresses that carry an IPv4 address. */
final class EmbeddedAddress {

  private static final int[] COMPATIBLE = new int[12];
  private static final int[] SIX_TO_FOUR = {0x20, 0x02};

  /** IPv4-compatible, IPv4-mapped, IPv4-translated and NAT64 addresses: the last four bytes. */
  private static final List<int[]> AT_THE_END =
      List.of(
          COMPATIBLE,
          new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff},
          new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0},
          new int[] {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});

  /** Teredo, and the local NAT64 prefix, whose layout differs between networks. */
  private static final List<int[]> UNSUPPORTED =
      List.of(new int[] {0x20, 0x01, 0, 0}, new int[] {0, 0x64, 0xff, 0x9b, 0, 1});

  private EmbeddedAddress() {}

  /**
   * Returns the IPv4 address that an IPv6 address reaches; null if it carries none.
   *
   * @throws FunctionException if it carries one in a form that is not supported
   */
  static byte @Nullable [] in(byte[] bytes) throws FunctionException {
    if (bytes.length == 4) {
      return null;
    }
    if (isIsatap(bytes) || UNSUPPORTED.stream().anyMatch(prefix -> begins(bytes, prefix))) {
      throw new FunctionException(FunctionProblem.IP_EMBEDDED);
    }
    if (begins(bytes, SIX_TO_FOUR)) {
      return Arrays.copyOfRange(bytes, 2, 6);
    }
    boolean atTheEnd = AT_THE_END.stream().anyMatch(prefix -> begins(bytes, prefix));
    return atTheEnd && !isOneOrZero(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : null;
  }

  /** Returns whether no address of a block is read as an IPv6 address. */
  static boolean coversBlock(byte[] bytes, int bits) {
    if (bytes.length == 4 || (isOneOrZero(bytes) && bits >= 127)) {
      return false;
    }
    return coversBlock(SIX_TO_FOUR, bytes, bits)
        || AT_THE_END.stream().anyMatch(prefix -> coversBlock(prefix, bytes, bits))
        || UNSUPPORTED.stream().anyMatch(prefix -> coversBlock(prefix, bytes, bits));
  }

  private static boolean coversBlock(int[] prefix, byte[] bytes, int bits) {
    return bits >= prefix.length * 8 && begins(bytes, prefix);
  }

  /** Returns whether this is the unspecified address or the loopback address of IPv6. */
  private static boolean isOneOrZero(byte[] bytes) {
    return begins(bytes, COMPATIBLE)
        && bytes[12] == 0
        && bytes[13] == 0
        && bytes[14] == 0
        && (bytes[15] & 0xfe) == 0;
  }

  /** The form {@code ::0:5efe:a.b.c.d} below any prefix. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfd) == 0
        && bytes[9] == 0
        && bytes[10] == 0x5e
        && (bytes[11] & 0xff) == 0xfe;
  }

  private static boolean begins(byte[] bytes, int[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
