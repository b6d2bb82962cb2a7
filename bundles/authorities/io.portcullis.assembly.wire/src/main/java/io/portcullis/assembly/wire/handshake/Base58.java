// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import java.math.BigInteger;

/** The encoding of did:key: base 58 with the alphabet of Bitcoin. */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

  private Base58() {}

  /** Encodes bytes of which the first is not 0. */
  static String encode(byte[] bytes) {
    StringBuilder digits = new StringBuilder();
    BigInteger rest = new BigInteger(1, bytes);
    while (rest.signum() > 0) {
      BigInteger[] step = rest.divideAndRemainder(BASE);
      digits.append(ALPHABET.charAt(step[1].intValue()));
      rest = step[0];
    }
    return digits.reverse().toString();
  }
}
