// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block of IP addresses such as {@code 10.0.0.0/8}. Immutable, thread-safe. */
public final class CidrBlock {

  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  private final IpLiteral first;
  private final int prefix;

  private CidrBlock(IpLiteral first, int prefix) {
    this.first = first;
    this.prefix = prefix;
  }

  /**
   * Reads a block: the first address, a slash, and the number of the bits that all addresses share.
   *
   * @throws FunctionException if the text is no block, if a bit after the prefix is set, or if the
   *     block contains only IPv6 addresses that are read as IPv4 addresses
   */
  public static CidrBlock of(String text) throws FunctionException {
    int slash = text.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(text.substring(slash + 1)).matches()) {
      throw new FunctionException(FunctionProblem.CIDR_SYNTAX);
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    byte[] bytes = bytes(text.substring(0, slash));
    if (prefix > bytes.length * 8) {
      throw new FunctionException(FunctionProblem.CIDR_SYNTAX);
    }
    IpLiteral first = IpLiteral.of(bytes);
    checkHostBits(first, prefix);
    if (EmbeddedAddress.coversBlock(bytes, prefix)) {
      throw new FunctionException(FunctionProblem.CIDR_EMBEDDED);
    }
    return new CidrBlock(first, prefix);
  }

  private static void checkHostBits(IpLiteral first, int prefix) throws FunctionException {
    for (int i = prefix; i < first.bits(); i++) {
      if (first.bit(i)) {
        throw new FunctionException(FunctionProblem.CIDR_HOST_BITS);
      }
    }
  }

  private static byte[] bytes(String address) throws FunctionException {
    try {
      return IpParser.parse(address);
    } catch (FunctionException e) {
      throw new FunctionException(FunctionProblem.CIDR_SYNTAX);
    }
  }

  /** Returns whether an address lies in the block; false for one of the other family. */
  public boolean containsIP(IpLiteral address) {
    if (address.bits() != first.bits()) {
      return false;
    }
    for (int i = 0; i < prefix; i++) {
      if (address.bit(i) != first.bit(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CidrBlock block && prefix == block.prefix && first.equals(block.first);
  }

  @Override
  public int hashCode() {
    return 31 * first.hashCode() + prefix;
  }

  /** Returns the canonical text. */
  @Override
  public String toString() {
    return first + "/" + prefix;
  }
}
