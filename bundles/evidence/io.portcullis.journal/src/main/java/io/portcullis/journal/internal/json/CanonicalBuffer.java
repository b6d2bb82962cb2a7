// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that canonical JSON (RFC 8785) is written to, up to a limit. Text beyond the
 * limit is not written, and {@link #overflowed} then returns true. Not thread-safe.
 */
public final class CanonicalBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /**
   * The form of an ASCII character: 0 unchanged, 1 with four hex digits, else after a backslash.
   */
  private static final byte[] ESCAPE = escapes();

  /** The length of a run: space is reserved for a run of characters, not for a whole text. */
  private static final int RUN = 4_096;

  private final int limit;
  private byte[] bytes = new byte[2_048];
  private int length;
  private boolean overflowed;

  /** Creates an empty buffer with a limit in bytes. */
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

  /** Empties the buffer. */
  public void clear() {
    length = 0;
    overflowed = false;
  }

  /** Returns the written bytes; only the first {@link #length} are valid. */
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

  /** Writes one ASCII character unchanged. */
  public void raw(char ascii) {
    if (room(1)) {
      bytes[length++] = (byte) ascii;
    }
  }

  /** Writes ASCII unchanged. */
  public void raw(byte[] ascii) {
    raw(ascii, ascii.length);
  }

  /** Writes the first bytes of ASCII, or of text that was escaped before. */
  public void raw(byte[] written, int count) {
    if (room(count)) {
      System.arraycopy(written, 0, bytes, length, count);
      length += count;
    }
  }

  /** Writes the comma before a member or element that is not the first. */
  public void separate() {
    byte last = bytes[length - 1];
    if (last != '{' && last != '[') {
      raw(',');
    }
  }

  /** Writes a number that is not negative. */
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

  /** Writes a string of ASCII that needs no escape. */
  public void quoted(byte[] ascii) {
    raw('"');
    raw(ascii);
    raw('"');
  }

  /** Writes the first characters of a text as a string, half surrogates replaced. */
  public void string(String text, int characters) {
    int end = Math.min(text.length(), characters);
    raw('"');
    int at = end <= bytes.length - length - 1 ? plain(text, end) : 0;
    while (at < end && !overflowed) {
      int to = Math.min(end, at + RUN);
      at = fits(text, at, to, end) ? run(text, at, to, end) : end;
    }
    raw('"');
  }

  /** Writes the plain start of a text that fits, and returns where it ends. */
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

  /** Makes room for a run. Most texts need one byte per character, and others may still fit. */
  private boolean fits(String text, int from, int to, int end) {
    int most = 6 * (to - from);
    return length + most <= bytes.length
        || room(Math.min(most, Math.max(exact(text, from, to, end), 1)));
  }

  /** Writes a run and returns the start of the next, one further if a pair was on the border. */
  private int run(String text, int from, int to, int end) {
    byte[] target = bytes;
    int n = length;
    int i = from;
    while (i < to) {
      char c = text.charAt(i++);
      if (c < 0x80) {
        n = ascii(target, n, c);
      } else if (isPair(c, text, i, end)) {
        n = pair(target, n, Character.toCodePoint(c, text.charAt(i++)));
      } else {
        n = wide(target, n, c);
      }
    }
    length = n;
    return i;
  }

  private static boolean isPair(char c, String text, int next, int end) {
    return Character.isHighSurrogate(c)
        && next < end
        && Character.isLowSurrogate(text.charAt(next));
  }

  private static int ascii(byte[] target, int at, char c) {
    byte escape = ESCAPE[c];
    if (escape == 0) {
      target[at] = (byte) c;
      return at + 1;
    }
    target[at] = '\\';
    if (escape != 1) {
      target[at + 1] = escape;
      return at + 2;
    }
    target[at + 1] = 'u';
    target[at + 2] = '0';
    target[at + 3] = '0';
    target[at + 4] = HEX[c >> 4];
    target[at + 5] = HEX[c & 15];
    return at + 6;
  }

  /** Writes a character of two or three bytes, half a surrogate pair as U+FFFD. */
  private static int wide(byte[] target, int at, char c) {
    if (c < 0x800) {
      target[at] = (byte) (0xC0 | (c >> 6));
      target[at + 1] = tail(c);
      return at + 2;
    }
    char whole = Character.isSurrogate(c) ? '\uFFFD' : c;
    target[at] = (byte) (0xE0 | (whole >> 12));
    target[at + 1] = tail(whole >> 6);
    target[at + 2] = tail(whole);
    return at + 3;
  }

  private static int pair(byte[] target, int at, int point) {
    target[at] = (byte) (0xF0 | (point >> 18));
    target[at + 1] = tail(point >> 12);
    target[at + 2] = tail(point >> 6);
    target[at + 3] = tail(point);
    return at + 4;
  }

  /** Returns a continuation byte of UTF-8. */
  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** Returns the minimum bytes of a run; a pair on the border is counted whole. */
  private static int exact(String text, int from, int to, int end) {
    int size = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        size += ESCAPE[c] == 0 ? 1 : ESCAPE[c] == 1 ? 6 : 2;
      } else if (c < 0x800) {
        size += 2;
      } else if (isPair(c, text, i + 1, end)) {
        size += 4;
        i++;
      } else {
        size += 3;
      }
    }
    return size;
  }
}
