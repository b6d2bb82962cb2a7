// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.Locale;

/** The host of a URL in one form. */
final class UrlHost {

  private static final int MAX_LENGTH = 253;
  private static final int MAX_LABEL = 63;

  private UrlHost() {}

  /** Returns the normal form of a host that consists of ASCII characters. */
  static String normal(String host) throws FunctionException {
    if (host.startsWith("[")) {
      return bracketed(host);
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (isNumber(name.substring(name.lastIndexOf('.') + 1))) {
      return address(name);
    }
    checkName(name);
    return name;
  }

  private static String bracketed(String host) throws FunctionException {
    if (!host.endsWith("]") || host.indexOf(':') < 0) {
      throw new FunctionException(FunctionProblem.URL_HOST);
    }
    return address(host.substring(1, host.length() - 1));
  }

  private static String address(String text) throws FunctionException {
    try {
      return IpLiteral.of(text).toString();
    } catch (FunctionException e) {
      FunctionProblem problem = e.problem();
      throw new FunctionException(
          problem == FunctionProblem.IP_SYNTAX ? FunctionProblem.URL_HOST : problem);
    }
  }

  /** Returns whether readers take a host that ends in this label for an IPv4 address. */
  private static boolean isNumber(String label) {
    boolean hexadecimal = label.startsWith("0x");
    return !label.isEmpty()
        && label
            .substring(hexadecimal ? 2 : 0)
            .chars()
            .allMatch(c -> (c >= '0' && c <= '9') || (hexadecimal && c >= 'a' && c <= 'f'));
  }

  private static void checkName(String name) throws FunctionException {
    boolean valid = name.length() <= MAX_LENGTH;
    int start = 0;
    while (valid && start <= name.length()) {
      int dot = name.indexOf('.', start);
      int end = dot < 0 ? name.length() : dot;
      valid = isLabel(name, start, end);
      start = end + 1;
    }
    if (!valid) {
      throw new FunctionException(FunctionProblem.URL_HOST);
    }
  }

  private static boolean isLabel(String name, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = name.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) {
        return false;
      }
    }
    // A hyphen in front could be an option of a command; after xn-- it could hide an ASCII name.
    return end > start
        && end - start <= MAX_LABEL
        && name.charAt(start) != '-'
        && name.charAt(end - 1) != '-';
  }
}
