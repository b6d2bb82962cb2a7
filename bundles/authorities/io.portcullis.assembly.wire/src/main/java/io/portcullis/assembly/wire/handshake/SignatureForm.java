// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import java.math.BigInteger;
import java.util.Set;

/**
 * Checks that an Ed25519 signature has the single form that strict verification accepts: 64 bytes,
 * both halves below their modulus, and a first half that is no point of small order. Without this
 * check one signature has several forms, or fits several messages.
 */
final class SignatureForm {
  private static final int BYTES = 64;
  private static final int HALF = 32;

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** The y of the points of order 8 is this or its negative. */
  private static final BigInteger ORDER_8 =
      new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  /** The y of the points of order 4, 1, 2 and 8; the sign of x is another bit. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          ORDER_8,
          P.subtract(ORDER_8));

  private SignatureForm() {}

  static boolean isStrict(byte[] signature) {
    if (signature.length != BYTES) {
      return false;
    }
    BigInteger r = littleEndian(signature, 0).clearBit(255);
    BigInteger s = littleEndian(signature, HALF);
    return r.compareTo(P) < 0 && !SMALL_ORDER.contains(r) && s.compareTo(ORDER) < 0;
  }

  private static BigInteger littleEndian(byte[] bytes, int from) {
    byte[] reversed = new byte[HALF];
    for (int i = 0; i < HALF; i++) {
      reversed[i] = bytes[from + HALF - 1 - i];
    }
    return new BigInteger(1, reversed);
  }
}
