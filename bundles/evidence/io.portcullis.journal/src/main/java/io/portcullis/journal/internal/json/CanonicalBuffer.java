// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Canonical JSON (RFC 8785) in a growing array, up to a limit. Not for use by several threads. What
 * would go past the limit is not written, and {@link #overflowed} tells so.
 */
public final class CanonicalBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /**
   * How an ASCII character is written: 0 as it is, 1 with four hex digits, else after a backslash.
   */
  private static final byte[] ESCAPE = escapes();

  /** Characters are looked at in runs, so that room is made for a run and not for a whole text. */
  private static final int RUN = 4_096;

  private final int limit;
  private byte[] bytes = new byte[2_048];
  private int length;
  private boolean overflowed;

  public CanonicalBuffer(int limit) {
    this.limit = limit;
  }

  private static byte[] escapes() {
    byte[] table = new byte[128];
    Arrays.fill(table, 0, 32, (byte) 1);
    table['\b'] = 'b';
    table['\t'] = 't';
    table['\n'] = 'n';
    table['\f'] = 'f';
    table['\r'] = 'r';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
  }

  /** Starts anew. */
  public void clear() {
    length = 0;
    overflowed = false;
  }

  /** What was written; only the first {@link #length} bytes count. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  public boolean overflowed() {
    return overflowed;
  }

  private boolean room(int more) {
    if (overflowed || more > limit - length) {
      overflowed = true;
      return false;
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(limit, 2 * bytes.length)));
    }
    return true;
  }

  /** One ASCII character as it is. */
  public void raw(char ascii) {
    if (room(1)) {
      bytes[length++] = (byte) ascii;
    }
  }

  /** ASCII as it is. */
  public void raw(byte[] ascii) {
    raw(ascii, ascii.length);
  }

  /** The first bytes of what was written before or is ASCII. */
  public void raw(byte[] written, int count) {
    if (room(count)) {
      System.arraycopy(written, 0, bytes, length, count);
      length += count;
    }
  }

  /** The comma before a member or element that is not the first. */
  public void separate() {
    byte last = bytes[length - 1];
    if (last != '{' && last != '[') {
      raw(',');
    }
  }

  /** A number that is not negative. */
  public void number(long value) {
    long size = 1;
    for (long rest = value; rest > 9; rest /= 10) {
      size++;
    }
    if (room((int) size)) {
      int at = length += (int) size;
      long rest = value;
      do {
        bytes[--at] = (byte) ('0' + rest % 10);
        rest /= 10;
      } while (rest > 0);
    }
  }

  /** ASCII that needs no escape, as a string. */
  public void quoted(byte[] ascii) {
    raw('"');
    raw(ascii);
    raw('"');
  }

  /** The first characters of a text as a string, half surrogates replaced. */
  public void string(String text, int characters) {
    int end = Math.min(text.length(), characters);
    raw('"');
    int at = end <= bytes.length - length - 1 ? plain(text, end) : 0;
    while (at < end && !overflowed) {
      at = run(text, at, Math.min(end, at + RUN), end);
    }
    raw('"');
  }

  /** Writes what needs no thought, for which there is room; gives where that ends. */
  private int plain(String text, int end) {
    byte[] target = bytes;
    int n = length;
    int at = 0;
    while (at < end) {
      char c = text.charAt(at);
      if (c >= 0x80 || ESCAPE[c] != 0) {
        break;
      }
      target[n + at] = (byte) c;
      at++;
    }
    length = n + at;
    return at;
  }

  /** Writes a run and gives where the next begins, one further if a pair was on the border. */
  private int run(String text, int from, int to, int end) {
    // Most texts need one byte per character, and where they do not there may still be room.
    int most = 6 * (to - from);
    if (length + most > bytes.length
        && !room(Math.min(most, Math.max(exact(text, from, to, end), 1)))) {
      return end;
    }
    byte[] target = bytes;
    int n = length;
    int i = from;
    while (i < to) {
      char c = text.charAt(i++);
      if (c < 0x80) {
        byte escape = ESCAPE[c];
        if (escape == 0) {
          target[n++] = (byte) c;
        } else if (escape != 1) {
          target[n++] = '\\';
          target[n++] = escape;
        } else {
          target[n++] = '\\';
          target[n++] = 'u';
          target[n++] = '0';
          target[n++] = '0';
          target[n++] = HEX[c >> 4];
          target[n++] = HEX[c & 15];
        }
      } else if (c < 0x800) {
        target[n++] = (byte) (0xC0 | (c >> 6));
        target[n++] = tail(c);
      } else if (Character.isHighSurrogate(c)
          && i < end
          && Character.isLowSurrogate(text.charAt(i))) {
        int point = Character.toCodePoint(c, text.charAt(i++));
        target[n++] = (byte) (0xF0 | (point >> 18));
        target[n++] = tail(point >> 12);
        target[n++] = tail(point >> 6);
        target[n++] = tail(point);
      } else {
        char whole = Character.isSurrogate(c) ? '\uFFFD' : c;
        target[n++] = (byte) (0xE0 | (whole >> 12));
        target[n++] = tail(whole >> 6);
        target[n++] = tail(whole);
      }
    }
    length = n;
    return i;
  }

  /** A byte of UTF-8 that is not the first of its character. */
  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** How many bytes a run takes, at least; a pair on the border is counted whole. */
  private static int exact(String text, int from, int to, int end) {
    int size = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        size += ESCAPE[c] == 0 ? 1 : ESCAPE[c] == 1 ? 6 : 2;
      } else if (c < 0x800) {
        size += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        size += 4;
        i++;
      } else {
        size += 3;
      }
    }
    return size;
  }
}
