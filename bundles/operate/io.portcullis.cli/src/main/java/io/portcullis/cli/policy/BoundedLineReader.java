// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines of UTF-8 that end with a line feed; none is longer in memory than the bound. */
final class BoundedLineReader {
  /** Reports a line that is too long or is not UTF-8. */
  static final class UnreadableLine extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    UnreadableLine(String message) {
      super(message, null, false, false);
    }
  }

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] line = new byte[256];
  private int at;
  private int end;
  private int length;
  private boolean tooLong;

  BoundedLineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Returns whether reading the next line may block. */
  boolean mayWait() {
    return at == end;
  }

  /**
   * Reads the next line.
   *
   * @return the line, or null at the end
   * @throws UnreadableLine if the line is too long or not UTF-8; the next one can be read
   */
  @Nullable String next() throws IOException, UnreadableLine {
    length = 0;
    tooLong = false;
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      keep(from, at);
      if (at < end) {
        at++;
        return line();
      }
    }
    return any ? line() : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private void keep(int from, int to) {
    int more = to - from;
    if (tooLong || more > maxBytes - length) {
      tooLong = true;
      return;
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.min(maxBytes, Math.max(length + more, line.length * 2)));
    }
    System.arraycopy(buffer, from, line, length, more);
    length += more;
  }

  private String line() throws UnreadableLine {
    if (tooLong) {
      throw new UnreadableLine("longer than " + maxBytes + " bytes");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableLine("not valid UTF-8");
    }
  }
}
