// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that a lenient verifier would accept. */
class SignatureFormTest {
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final AgentKey KEY = AgentKey.of("agent-1");
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

  private static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    BigInteger rest = number;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = rest.byteValue();
      rest = rest.shiftRight(8);
    }
    return bytes;
  }

  private static BigInteger number(byte[] littleEndian) {
    byte[] bytes = littleEndian.clone();
    for (int i = 0; i < bytes.length / 2; i++) {
      byte swap = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = swap;
    }
    return new BigInteger(1, bytes);
  }

  /** Returns the result of the JDK alone. */
  private static boolean jdkVerifies(byte[] signed) throws GeneralSecurityException {
    byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + KEY.publicKey());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    signature.update(MESSAGE);
    return signature.verify(signed);
  }

  @Test
  void generatedSignatureIsStrict() {
    assertThat(KEY.verifies(MESSAGE, KEY.sign(MESSAGE))).isTrue();
  }

  @Test
  void sameSignatureInAnotherFormIsRefused() {
    byte[] signed = KEY.sign(MESSAGE);
    BigInteger s = number(Arrays.copyOfRange(signed, 32, 64)).add(ORDER);
    byte[] other = Arrays.copyOf(signed, 64);
    System.arraycopy(littleEndian(s), 0, other, 32, 32);
    assertThat(SignatureForm.isStrict(other)).isFalse();
    assertThat(KEY.verifies(MESSAGE, other)).isFalse();
  }

  /** Signed with the private key and a nonce of 0, so that the first half is the neutral point. */
  @Test
  void signatureWithAPointOfSmallOrderIsRefused() throws GeneralSecurityException {
    byte[] seed =
        MessageDigest.getInstance("SHA-256").digest("agent-1".getBytes(StandardCharsets.UTF_8));
    byte[] scalar = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(seed), 32);
    scalar[0] &= (byte) 0xF8;
    scalar[31] &= 0x7F;
    scalar[31] |= 0x40;
    byte[] neutral = littleEndian(BigInteger.ONE);
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    sha512.update(neutral);
    sha512.update(HexFormat.of().parseHex(KEY.publicKey()));
    sha512.update(MESSAGE);
    BigInteger s = number(sha512.digest()).multiply(number(scalar)).mod(ORDER);
    byte[] forged = Arrays.copyOf(neutral, 64);
    System.arraycopy(littleEndian(s), 0, forged, 32, 32);

    assertThat(jdkVerifies(forged)).as("the forgery is a good one").isTrue();
    assertThat(KEY.verifies(MESSAGE, forged)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void pointsOfSmallOrderAndNumbersAboveTheModulusAreRefused(String point) {
    byte[] signature = Arrays.copyOf(HexFormat.of().parseHex(point), 64);
    assertThat(SignatureForm.isStrict(signature)).isFalse();
  }

  @Test
  void groupOrderItselfIsTooLarge() {
    byte[] signature = KEY.sign(MESSAGE);
    System.arraycopy(littleEndian(ORDER), 0, signature, 32, 32);
    assertThat(SignatureForm.isStrict(signature)).isFalse();
    System.arraycopy(littleEndian(ORDER.subtract(BigInteger.ONE)), 0, signature, 32, 32);
    assertThat(SignatureForm.isStrict(signature)).isTrue();
  }
}
