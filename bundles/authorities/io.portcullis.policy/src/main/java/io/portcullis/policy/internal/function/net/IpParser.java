// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.regex.Pattern;

/**
 * Parses addresses with the library IPAddress, whose options are locked: no ranges, wildcards,
 * masks, prefixes, zones or empty texts. A check in front admits only the notations that are meant.
 */
final class IpParser {

  private static final int MAX_LENGTH = 64;

  private static final String NUMBER = "(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)";
  private static final String DECIMAL = "(?:0|[1-9][0-9]{0,2})";
  private static final Pattern IPV4 = Pattern.compile(NUMBER + "(?:\\." + NUMBER + "){0,3}");
  private static final Pattern IPV6 =
      Pattern.compile(
          "[0-9a-fA-F:]*:(?:[0-9a-fA-F]{0,4}|" + DECIMAL + "(?:\\." + DECIMAL + "){3})");

  private static final IPAddressStringParameters OPTIONS =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowMask(false)
          .allowPrefix(false)
          .allowPrefixOnly(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(RangeParameters.NO_RANGE)
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .getParentBuilder()
          .toParams();

  private IpParser() {}

  /** Returns the 4 or 16 bytes of an address. */
  static byte[] parse(String text) throws FunctionException {
    boolean ipv6 = text.indexOf(':') >= 0;
    if (text.length() > MAX_LENGTH || !(ipv6 ? IPV6 : IPV4).matcher(text).matches()) {
      throw new FunctionException(FunctionProblem.IP_SYNTAX);
    }
    try {
      IPAddress address = new IPAddressString(text, OPTIONS).toAddress();
      // The library reads 32 digits without a colon as IPv6.
      if (address == null || address.isMultiple() || address.isIPv6() != ipv6) {
        throw new FunctionException(FunctionProblem.IP_SYNTAX);
      }
      return address.getBytes();
    } catch (AddressStringException | IncompatibleAddressException e) {
      throw new FunctionException(FunctionProblem.IP_SYNTAX);
    }
  }

  /** Returns the canonical text of an address. */
  static String canonical(byte[] bytes) {
    return bytes.length == 4
        ? new IPv4Address(bytes).toCanonicalString()
        : new IPv6Address(bytes).toCanonicalString();
  }
}
