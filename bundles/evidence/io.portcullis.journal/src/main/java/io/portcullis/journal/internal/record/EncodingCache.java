// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import io.portcullis.journal.internal.json.CanonicalBuffer;

/**
 * How the text of a member was written the last time: the mode, the rule, the digest of the policy
 * and most others are the same object in call after call, and to copy is much cheaper than to look
 * at each character. Short texts only. Not for use by several threads.
 */
final class EncodingCache {
  private static final int MAX_BYTES = 128;

  private final byte[] bytes = new byte[MAX_BYTES];
  private String text = "";
  private int length;

  /** Writes the text if it is the one of the last time. */
  @SuppressWarnings("ReferenceEquality") // to compare the characters would cost as much as to write
  boolean write(String again, CanonicalBuffer json) {
    if (again != text || length == 0) {
      return false;
    }
    json.raw(bytes, length);
    return true;
  }

  /** Keeps what was just written of a text. */
  void keep(String written, CanonicalBuffer json, int from) {
    int size = json.length() - from;
    if (size <= MAX_BYTES && !json.overflowed()) {
      System.arraycopy(json.array(), from, bytes, 0, size);
      text = written;
      length = size;
    }
  }
}
