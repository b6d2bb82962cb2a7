// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

/** Decodes names that may be invalid JSON, like a lenient reader. */
final class JsonNames {

  private JsonNames() {}

  /**
   * Decodes the escapes of a string.
   *
   * @param raw the string with its quotes
   * @return the text; an invalid escape is the character after its backslash
   */
  static String decoded(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    int end = raw.endsWith("\"") && raw.length() > 1 ? raw.length() - 1 : raw.length();
    int at = 1;
    while (at < end) {
      char c = raw.charAt(at);
      boolean escapes = c == '\\' && at + 1 < end;
      int code = escapes && raw.charAt(at + 1) == 'u' ? hex(raw, at + 2, end) : -1;
      if (code >= 0) {
        text.append((char) code);
        at += 6;
      } else {
        text.append(escapes ? simple(raw.charAt(at + 1)) : c);
        at += escapes ? 2 : 1;
      }
    }
    return text.toString();
  }

  private static int hex(String raw, int from, int end) {
    int code = from + 4 <= end ? 0 : -1;
    for (int i = from; i < from + 4 && code >= 0; i++) {
      int digit = Character.digit(raw.charAt(i), 16);
      code = digit < 0 ? -1 : code * 16 + digit;
    }
    return code;
  }

  private static char simple(char escaped) {
    return switch (escaped) {
      case 'b', 'f', 'n', 'r', 't' -> ' ';
      default -> escaped;
    };
  }
}
