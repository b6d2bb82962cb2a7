// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a file that may still grow. A bound limits the memory for a line. */
final class LineFile implements Closeable {
  /** The maximum length of a line, with the line feed. */
  static final int MAX_LINE_BYTES = 16 << 20;

  /** Thrown for a line that is too long; the next one can be read. */
  static final class LineTooLong extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    LineTooLong() {
      super("longer than " + MAX_LINE_BYTES + " bytes", null, false, false);
    }
  }

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
  private byte[] line = new byte[1 << 10];
  private int length;
  private boolean tooLong;
  private long lines;

  LineFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Returns the next line without its line feed, or null if no further line is complete yet. */
  byte @Nullable [] next() throws IOException, LineTooLong {
    while (buffer.hasRemaining() || fill()) {
      int from = buffer.position();
      int to = from;
      while (to < buffer.limit() && buffer.get(to) != '\n') {
        to++;
      }
      keep(from, to);
      if (to < buffer.limit()) {
        buffer.position(to + 1);
        return complete();
      }
      buffer.position(to);
    }
    return null;
  }

  private boolean fill() throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    buffer.flip();
    return read > 0;
  }

  private void keep(int from, int to) {
    int more = to - from;
    if (tooLong || more > MAX_LINE_BYTES - 1 - length) {
      tooLong = true;
      return;
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(length + more, line.length * 2));
    }
    buffer.get(from, line, length, more);
    length += more;
  }

  private byte[] complete() throws LineTooLong {
    lines++;
    byte[] copy = Arrays.copyOf(line, length);
    boolean refused = tooLong;
    length = 0;
    tooLong = false;
    if (refused) {
      throw new LineTooLong();
    }
    return copy;
  }

  /** Returns the number of complete lines so far. */
  long lines() {
    return lines;
  }

  /** Returns whether bytes follow the last complete line. */
  boolean torn() {
    return length > 0 || tooLong;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
