// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import io.portcullis.journal.internal.json.CanonicalBuffer;

/**
 * Caches the last encoding of a member's text. The mode, the rule, the policy digest and most other
 * texts are the same object in each call, and copying is much cheaper than escaping. Short texts
 * only. Not thread-safe.
 */
final class EncodingCache {
  private static final int MAX_BYTES = 128;

  private final byte[] bytes = new byte[MAX_BYTES];
  private String text = "";
  private int length;

  /** Writes the text from the cache and returns true if it is the cached one. */
  @SuppressWarnings("ReferenceEquality") // to compare the characters would cost as much as to write
  boolean write(String again, CanonicalBuffer json) {
    if (again != text || length == 0) {
      return false;
    }
    json.raw(bytes, length);
    return true;
  }

  /** Caches the bytes just written for a text. */
  void keep(String written, CanonicalBuffer json, int from) {
    int size = json.length() - from;
    if (size <= MAX_BYTES && !json.overflowed()) {
      System.arraycopy(json.array(), from, bytes, 0, size);
      text = written;
      length = size;
    }
  }
}
