// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.Sizes;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random URLs and addresses, against straightforward and lenient readers. */
class NetPropertyTest {

  private static final List<String> PIECES =
      List.of(
          "http",
          "https",
          "://",
          ":",
          "/",
          "/",
          "//",
          "\\",
          "@",
          "?",
          "#",
          ".",
          ".",
          "..",
          "a",
          "example",
          "com",
          "evil.test",
          "127",
          "0x7f",
          "0177",
          "1",
          "[",
          "]",
          "::1",
          "::ffff:",
          "%2e",
          "%40",
          "%",
          ":80",
          ":",
          "0",
          " ",
          "\t",
          "\n",
          "\0",
          "-",
          "_",
          "xn--",
          ";",
          "&",
          "\u3002",
          "\uff0f",
          "\u00ad",
          "\ufeff",
          "*",
          "user",
          "+",
          "=");

  private static final Pattern GENERIC =
      Pattern.compile("([^:/?#]+)://([^/?#]*).*", Pattern.DOTALL);

  /** The authority as programs find it. */
  private static final List<UnaryOperator<String>> READERS =
      List.of(
          url -> authority(url),
          url -> authority(url.strip().replaceAll("[\\t\\r\\n]", "")),
          url -> authority(url.replace('\\', '/')),
          url -> authority(url.replaceFirst("^([^:]+):/*", "$1://")),
          url -> authority(url.replaceFirst("[\\\\;,&].*", "")),
          url -> authority(url.replace("%2e", ".").replace("%40", "@")),
          url ->
              authority(url.replace('\u3002', '.').replace('\uff0f', '/').replace("\u00ad", "")));

  private static String authority(String url) {
    Matcher matcher = GENERIC.matcher(url);
    if (!matcher.matches()) {
      return "";
    }
    String authority = matcher.group(2).toLowerCase(Locale.ROOT);
    return authority
        .substring(authority.lastIndexOf('@') + 1)
        .replaceFirst(":[0-9]*$", "")
        .replaceFirst("\\.$", "");
  }

  private static @Nullable StrictUrl accepted(String url) {
    try {
      return StrictUrl.of(url);
    } catch (FunctionException e) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyReaderFindsTheSameHost(long seed) {
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < Sizes.rounds(10_000, 200_000); i++) {
      String text = (random.nextInt(4) == 0 ? "" : "http://example") + text(random);
      StrictUrl url = accepted(text);
      if (url != null) {
        accepted++;
        for (UnaryOperator<String> reader : READERS) {
          String host = reader.apply(text);
          String expected = host.startsWith("[") ? canonical(host) : number(host);
          assertThat(url.host()).as(text).isEqualTo(expected == null ? host : expected);
        }
      }
    }
    assertThat(accepted).isGreaterThan(Sizes.rounds(300, 6_000));
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      out.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return out.toString();
  }

  /** Reads a number as the function inet_aton of C does; null for a name. */
  private static @Nullable String number(String host) {
    String[] parts = host.split("\\.", -1);
    if (!parts[parts.length - 1].matches("[0-9]+|0x[0-9a-f]*")) {
      return null;
    }
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < parts.length; i++) {
      int shift = i == parts.length - 1 ? 0 : 24 - 8 * i;
      sum = sum.add(value(parts[i]).shiftLeft(shift));
    }
    long bits = sum.longValueExact();
    assertThat(bits >>> 32).isZero();
    return (bits >> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
  }

  private static BigInteger value(String part) {
    if (part.startsWith("0x")) {
      return new BigInteger(part.substring(2), 16);
    }
    return new BigInteger(part, part.startsWith("0") ? 8 : 10);
  }

  /** An address in brackets is never looked up. */
  private static String canonical(String bracketed) {
    try {
      String text = InetAddress.getByName(bracketed).getHostAddress();
      return IpLiteral.of(text).toString();
    } catch (java.net.UnknownHostException | FunctionException e) {
      throw new AssertionError(bracketed, e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void everyNotationOfAnAddressIsTheSameAddress(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < Sizes.rounds(2_000, 40_000); i++) {
      byte[] bytes = new byte[4];
      random.nextBytes(bytes);
      String dotted = InetAddress.getByAddress(bytes).getHostAddress();
      long bits = new BigInteger(1, bytes).longValueExact();
      String low = String.format(Locale.ROOT, "%x:%x", bits >> 16, bits & 0xffff);
      for (String text :
          List.of(
              notation(random, bytes),
              Long.toString(bits),
              "0x" + Long.toHexString(bits),
              "0" + Long.toOctalString(bits),
              "::ffff:" + dotted,
              "::ffff:" + low,
              "64:ff9b::" + low,
              "2002:" + low + "::")) {
        assertThat(IpLiteral.of(text)).as(text).hasToString(dotted);
      }
    }
  }

  /** Each part in a notation of its own, the last ones joined. */
  private static String notation(Random random, byte[] bytes) {
    int parts = 1 + random.nextInt(4);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      boolean last = i == parts - 1;
      byte[] rest = java.util.Arrays.copyOfRange(bytes, i, last ? 4 : i + 1);
      long value = new BigInteger(1, rest).longValueExact();
      String[] forms = {
        Long.toString(value),
        "0x" + Long.toHexString(value),
        "0X00" + Long.toHexString(value),
        "0" + Long.toOctalString(value)
      };
      out.append(i == 0 ? "" : ".").append(forms[random.nextInt(forms.length)]);
    }
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void blocksAgreeWithArithmetic(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < Sizes.rounds(2_000, 40_000); i++) {
      int prefix = random.nextInt(33);
      int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
      int first = random.nextInt() & mask;
      int address = random.nextBoolean() ? random.nextInt() : first ^ 1 << random.nextInt(32);
      CidrBlock block = CidrBlock.of(dotted(first) + "/" + prefix);
      assertThat(block.containsIP(IpLiteral.of(dotted(address))))
          .as("%s %s", block, dotted(address))
          .isEqualTo((address & mask) == first);
    }
  }

  private static String dotted(int bits) {
    return (bits >>> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
  }
}
