// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "2130706433, 127.0.0.1",
    "0x7f000001, 127.0.0.1",
    "0X7F000001, 127.0.0.1",
    "017700000001, 127.0.0.1",
    "0177.0.0.1, 127.0.0.1",
    "127.1, 127.0.0.1",
    "0x7f.1, 127.0.0.1",
    "127.0.0.01, 127.0.0.1",
    "010.0.0.1, 8.0.0.1",
    "1.2.3, 1.2.0.3",
    "1.65535, 1.0.255.255",
    "0, 0.0.0.0",
    "4294967295, 255.255.255.255",
    "169.254.169.254, 169.254.169.254",
    "2852039166, 169.254.169.254",
    "::ffff:127.0.0.1, 127.0.0.1",
    "::ffff:7f00:1, 127.0.0.1",
    "0:0:0:0:0:ffff:7f00:0001, 127.0.0.1",
    "::ffff:0:127.0.0.1, 127.0.0.1",
    "::127.0.0.1, 127.0.0.1",
    "::7f00:1, 127.0.0.1",
    "64:ff9b::127.0.0.1, 127.0.0.1",
    "64:ff9b::7f00:1, 127.0.0.1",
    "2002:7f00:1::, 127.0.0.1",
    "2002:a9fe:a9fe::1, 169.254.169.254",
    "::1, ::1",
    "0000:0000:0000:0000:0000:0000:0000:0001, ::1",
    "::, ::",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "fe80::1, fe80::1",
  })
  void notationsResolveToTheAddressThatTheyReach(String text, String address) throws Exception {
    assertThat(IpLiteral.of(text)).hasToString(address).isEqualTo(IpLiteral.of(address));
    assertThat(IpLiteral.of(text)).hasSameHashCodeAs(IpLiteral.of(address));
  }

  static Stream<String> refusals() {
    return Stream.of(
        "",
        " ",
        "*",
        "1.2.*.*",
        "1.2.3.1-5",
        "1.2.3._",
        "1.2.3.4/32",
        "/8",
        "127.0.0.1 ",
        " 127.0.0.1",
        "127.0.0.1\n",
        "127.0.0.1\0",
        "\ufeff127.0.0.1",
        "127.0.0.1.",
        ".127.0.0.1",
        "127..1",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.256",
        "1.2.65536",
        "4294967296",
        "0x100000000",
        "0x",
        "0x.1",
        "0b1",
        "08.1.1.1",
        "09",
        "-1",
        "+1",
        "1e3",
        "127.0.0.1:80",
        "\u0661\u0662\u0667.0.0.1",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\u30020\u30021",
        "localhost",
        "example.com",
        "[::1]",
        "::1%eth0",
        "fe80::1%25eth0",
        "::1/128",
        ":",
        ":::",
        "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::ffff:0177.0.0.1",
        "::ffff:127.1",
        "::ffff:256.0.0.1",
        "::ffff:0x7f.0.0.1",
        "::1.2.3.4:5",
        "::g",
        "00000000000000000000000000000001",
        "4)+k&C#VzJ4br>0wv%Yp",
        "::" + "0".repeat(100) + "1",
        "1".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> IpLiteral.of(text))
        .isInstanceOfSatisfying(
            FunctionException.class,
            e -> assertThat(e.problem()).isEqualTo(FunctionProblem.IP_SYNTAX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "64:ff9b:1::7f00:1",
        "fe80::5efe:127.0.0.1",
        "2001:db8::200:5efe:7f00:1"
      })
  void refusesOtherFormsThatCarryAnAddress(String text) {
    assertThatThrownBy(() -> IpLiteral.of(text)).hasMessage(FunctionProblem.IP_EMBEDDED.text());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, true, false, false",
    "10.255.255.255, true, false, false",
    "11.0.0.0, false, false, false",
    "172.15.255.255, false, false, false",
    "172.16.0.0, true, false, false",
    "172.31.255.255, true, false, false",
    "172.32.0.0, false, false, false",
    "192.168.0.1, true, false, false",
    "192.169.0.1, false, false, false",
    "100.64.0.1, false, false, false",
    "127.0.0.1, false, true, false",
    "127.255.0.1, false, true, false",
    "169.254.169.254, false, false, true",
    "169.253.0.1, false, false, false",
    "8.8.8.8, false, false, false",
    "::1, false, true, false",
    "::2:0:0:1, false, false, false",
    "fc00::1, true, false, false",
    "fdff::1, true, false, false",
    "fe00::1, false, false, false",
    "fe80::1, false, false, true",
    "febf::1, false, false, true",
    "fec0::1, true, false, false",
    "2001:db8::1, false, false, false",
    "::ffff:10.0.0.1, true, false, false",
    "::ffff:127.0.0.1, false, true, false",
    "64:ff9b::169.254.169.254, false, false, true",
    "2002:c0a8:1::1, true, false, false",
    "3232235777, true, false, false",
    "0251.0376.0251.0376, false, false, true",
  })
  void classifiesAddresses(String text, boolean isPrivate, boolean loopback, boolean linkLocal)
      throws Exception {
    IpLiteral address = IpLiteral.of(text);

    assertThat(address.isPrivate()).isEqualTo(isPrivate);
    assertThat(address.isLoopback()).isEqualTo(loopback);
    assertThat(address.isLinkLocal()).isEqualTo(linkLocal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0.0.0", "::", "::ffff:0.0.0.0", "0x0"})
  void unspecifiedAddressIsInNoClass(String text) throws Exception {
    IpLiteral address = IpLiteral.of(text);

    assertThatThrownBy(address::isPrivate).hasMessage(FunctionProblem.IP_UNSPECIFIED.text());
    assertThatThrownBy(address::isLoopback).hasMessage(FunctionProblem.IP_UNSPECIFIED.text());
    assertThatThrownBy(address::isLinkLocal).hasMessage(FunctionProblem.IP_UNSPECIFIED.text());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.2.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
    "10.0.0.0/8, 167837953, true",
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3/32, 10.1.2.2, false",
    "192.168.128.0/17, 192.168.255.1, true",
    "192.168.128.0/17, 192.168.127.1, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 8.8.8.8, false",
    "::/0, ::ffff:8.8.8.8, false",
    "fc00::/7, fdab::1, true",
    "fc00::/7, fe80::1, false",
    "2001:db8::/33, 2001:db8:7fff::, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "::1/128, ::1, true",
    "2000::/3, 2a00::1, true",
    "2001::/23, 2001:100::1, true",
  })
  void blockContainsAddressesWithItsPrefix(String block, String address, boolean contains)
      throws Exception {
    assertThat(CidrBlock.of(block).containsIP(IpLiteral.of(address))).isEqualTo(contains);
  }

  static Stream<Arguments> blockRefusals() {
    return Stream.of(
        arguments("", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0", FunctionProblem.CIDR_SYNTAX),
        arguments("/8", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/33", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/-1", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/08", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/+8", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/8 ", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/8/8", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/255.0.0.0", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.0/\u0668", FunctionProblem.CIDR_SYNTAX),
        arguments("10.*/8", FunctionProblem.CIDR_SYNTAX),
        arguments("::/129", FunctionProblem.CIDR_SYNTAX),
        arguments("fe80::%1/10", FunctionProblem.CIDR_SYNTAX),
        arguments("10.0.0.1/8", FunctionProblem.CIDR_HOST_BITS),
        arguments("10/8", FunctionProblem.CIDR_HOST_BITS),
        arguments("fc00::1/7", FunctionProblem.CIDR_HOST_BITS),
        arguments("0.0.0.1/0", FunctionProblem.CIDR_HOST_BITS),
        arguments("::ffff:0:0/96", FunctionProblem.CIDR_EMBEDDED),
        arguments("::ffff:10.0.0.0/104", FunctionProblem.CIDR_EMBEDDED),
        arguments("64:ff9b::/96", FunctionProblem.CIDR_EMBEDDED),
        arguments("64:ff9b:1::/48", FunctionProblem.CIDR_EMBEDDED),
        arguments("2002::/16", FunctionProblem.CIDR_EMBEDDED),
        arguments("2001::/32", FunctionProblem.CIDR_EMBEDDED),
        arguments("::/96", FunctionProblem.CIDR_EMBEDDED));
  }

  @ParameterizedTest
  @MethodSource("blockRefusals")
  void refusesBlocksThatContainNothingOrSomethingElse(String text, FunctionProblem problem) {
    assertThatThrownBy(() -> CidrBlock.of(text))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/8, 012.0.0.0/8", "fc00::/7, FC00:0::/7"})
  void equalBlocksAreEqual(String one, String other) throws Exception {
    assertThat(CidrBlock.of(one)).isEqualTo(CidrBlock.of(other)).hasToString(one);
    assertThat(CidrBlock.of(one)).hasSameHashCodeAs(CidrBlock.of(other));
  }
}
