// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc.incremental;

/** A UTF-8 (RFC 3629) validator for a text that comes in pieces. For one thread. */
final class Utf8Validator {
  private int missing;
  private int low = 0x80;
  private int high = 0xBF;

  /** Checks the next byte of the text. */
  boolean accepts(byte next) {
    int b = next & 0xFF;
    if (missing > 0) {
      boolean fits = b >= low && b <= high;
      expect(missing - 1, 0x80, 0xBF);
      return fits;
    }
    if (b < 0x80) {
      return true;
    }
    if (b >= 0xC2 && b <= 0xDF) {
      return expect(1, 0x80, 0xBF);
    }
    if (b >= 0xE0 && b <= 0xEF) {
      // Rejects overlong forms and surrogates.
      return expect(2, b == 0xE0 ? 0xA0 : 0x80, b == 0xED ? 0x9F : 0xBF);
    }
    // Rejects overlong forms and values beyond U+10FFFF.
    return b >= 0xF0 && b <= 0xF4 && expect(3, b == 0xF0 ? 0x90 : 0x80, b == 0xF4 ? 0x8F : 0xBF);
  }

  private boolean expect(int bytes, int from, int to) {
    missing = bytes;
    low = from;
    high = to;
    return true;
  }
}
