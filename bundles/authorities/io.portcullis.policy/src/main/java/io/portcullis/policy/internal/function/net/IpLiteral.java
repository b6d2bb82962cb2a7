// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IP address that was written as a text. An IPv6 form that carries an IPv4 address is that IPv4
 * address. No name is ever looked up. Immutable, thread-safe.
 */
public final class IpLiteral {

  private final byte[] bytes;
  private final String text;

  private IpLiteral(byte[] bytes, String text) {
    this.bytes = bytes;
    this.text = text;
  }

  /**
   * Reads an address: IPv4 with one to four decimal, octal ({@code 0177}) or hexadecimal ({@code
   * 0x7f}) numbers, or IPv6.
   *
   * @throws FunctionException if the text is no single address, has a zone, a prefix or blanks, or
   *     embeds an IPv4 address in a form that is not supported
   */
  public static IpLiteral of(String text) throws FunctionException {
    byte[] bytes = IpParser.parse(text);
    byte[] carried = EmbeddedAddress.in(bytes);
    return of(carried == null ? bytes : carried);
  }

  static IpLiteral of(byte[] bytes) {
    return new IpLiteral(bytes, IpParser.canonical(bytes));
  }

  /**
   * Returns whether the address is one for private networks: 10.0.0.0/8, 172.16.0.0/12,
   * 192.168.0.0/16, fc00::/7 or fec0::/10.
   *
   * @throws FunctionException if it is the unspecified address
   */
  public boolean isPrivate() throws FunctionException {
    specified();
    if (bytes.length == 4) {
      return at(0) == 10
          || (at(0) == 172 && (at(1) & 0xf0) == 16)
          || (at(0) == 192 && at(1) == 168);
    }
    return (at(0) & 0xfe) == 0xfc || (at(0) == 0xfe && (at(1) & 0xc0) == 0xc0);
  }

  /**
   * Returns whether the address is one of this host: 127.0.0.0/8 or ::1.
   *
   * @throws FunctionException if it is the unspecified address
   */
  public boolean isLoopback() throws FunctionException {
    specified();
    return bytes.length == 4 ? at(0) == 127 : zeros(15) && at(15) == 1;
  }

  /**
   * Returns whether the address is one of the local link: 169.254.0.0/16 or fe80::/10.
   *
   * @throws FunctionException if it is the unspecified address
   */
  public boolean isLinkLocal() throws FunctionException {
    specified();
    return bytes.length == 4
        ? at(0) == 169 && at(1) == 254
        : at(0) == 0xfe && (at(1) & 0xc0) == 0x80;
  }

  /** As a destination it is this host for many systems; as an address to listen at it is all. */
  private void specified() throws FunctionException {
    if (zeros(bytes.length)) {
      throw new FunctionException(FunctionProblem.IP_UNSPECIFIED);
    }
  }

  private boolean zeros(int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private int at(int index) {
    return bytes[index] & 0xff;
  }

  /** Returns the number of bits: 32 or 128. */
  int bits() {
    return bytes.length * 8;
  }

  /** Returns whether a bit is set; 0 is the first one. */
  boolean bit(int index) {
    return (bytes[index / 8] >> (7 - index % 8) & 1) != 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpLiteral address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Returns the canonical text: four decimal numbers, or the form of RFC 5952. */
  @Override
  public String toString() {
    return text;
  }
}
