// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;

/** The path of a URL in one form. */
final class UrlPath {

  private static final String HEX = "0123456789ABCDEF";

  private UrlPath() {}

  /** Returns the character of the code that begins with the percent sign; -1 if it is no code. */
  static int code(String url, int percent) {
    if (percent + 2 >= url.length()) {
      return -1;
    }
    int high = Character.digit(url.charAt(percent + 1), 16);
    int low = Character.digit(url.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /** Returns the normal form of a path with valid codes. */
  static String normal(String path) throws FunctionException {
    if (path.isEmpty()) {
      return "/";
    }
    String normal = decoded(path);
    String closed = normal + "/";
    if (normal.indexOf(';') >= 0
        || normal.contains("//")
        || closed.contains("/./")
        || closed.contains("/../")) {
      throw new FunctionException(FunctionProblem.URL_PATH);
    }
    return normal;
  }

  private static String decoded(String path) throws FunctionException {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        append(out, code(path, i));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int code) throws FunctionException {
    if (code < ' ' || code == 0x7f || "/\\%;".indexOf(code) >= 0) {
      throw new FunctionException(FunctionProblem.URL_PATH);
    }
    char c = (char) code;
    boolean unreserved =
        (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9')
            || "-._~".indexOf(c) >= 0;
    if (unreserved) {
      out.append(c);
    } else {
      out.append('%').append(HEX.charAt(code >> 4)).append(HEX.charAt(code & 15));
    }
  }
}
