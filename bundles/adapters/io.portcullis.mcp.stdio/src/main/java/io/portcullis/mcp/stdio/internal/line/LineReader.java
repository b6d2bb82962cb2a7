// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.line;

import io.portcullis.mcp.jsonrpc.EnvelopeScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits a stream into lines and never holds more of a line than requested. For one thread. */
public final class LineReader {
  /**
   * How long the reader polls before it sleeps. Under load more bytes come within this time, and
   * waking up takes longer than polling. With little traffic the cost for each message is small.
   */
  private static final long POLL_NANOS = 50_000;

  /** What follows a piece of a line. */
  public enum Next {
    /** The line has ended; its line feed is left out. */
    LINE_END,
    /** More of the same line. */
    SAME_LINE,
    /** The stream has ended, in the middle of a line if the piece is not empty. */
    STREAM_END
  }

  /**
   * A piece of a line.
   *
   * @param bytes the bytes
   * @param next what follows them
   */
  @SuppressWarnings("ArrayRecordComponent")
  public // never compared
  record Piece(byte[] bytes, Next next) {}

  private final InputStream in;
  private final byte[] buffer;
  private int at;
  private int end;

  /** No line feed comes before this position, so no byte is examined twice. */
  private int searched;

  /** Creates a reader with a buffer of this size. */
  public LineReader(InputStream in, int bufferBytes) {
    this.in = in;
    buffer = new byte[bufferBytes];
  }

  /**
   * Reads the next piece of the line.
   *
   * @param most the maximum number of bytes, at least one
   * @throws IOException if the stream cannot be read
   */
  public Piece read(int most) throws IOException {
    ByteArrayOutputStream longer = null;
    int left = most;
    while (true) {
      if (at == end && !fill()) {
        return new Piece(joined(longer, 0), Next.STREAM_END);
      }
      int feed = lineFeed(Math.min(end, at + left));
      int stop = feed >= 0 ? feed : Math.min(end, at + left);
      int length = stop - at;
      left -= length;
      if (feed >= 0 || left == 0) {
        byte[] bytes = joined(longer, length);
        at = feed >= 0 ? stop + 1 : stop;
        return new Piece(bytes, feed >= 0 ? Next.LINE_END : Next.SAME_LINE);
      }
      longer = longer == null ? new ByteArrayOutputStream(2 * length + 64) : longer;
      longer.write(buffer, at, length);
      at = stop;
    }
  }

  /** Checks whether the buffer holds a whole line, so that the next read does not block. */
  public boolean holdsLine() {
    return lineFeed(end) >= 0;
  }

  /**
   * Skips the rest of the line.
   *
   * @return whether another line may follow
   * @throws IOException if the stream cannot be read
   */
  public boolean skipLine() throws IOException {
    while (at < end || fill()) {
      int feed = lineFeed(end);
      if (feed >= 0) {
        at = feed + 1;
        return true;
      }
      at = end;
    }
    return false;
  }

  /**
   * Skips the rest of the line and feeds it to a scanner.
   *
   * @return whether another line may follow
   * @throws IOException if the stream cannot be read
   */
  public boolean scanLine(EnvelopeScanner scanner) throws IOException {
    while (true) {
      Piece piece = read(buffer.length);
      scanner.feed(piece.bytes());
      if (piece.next() != Next.SAME_LINE) {
        return piece.next() == Next.LINE_END;
      }
    }
  }

  private byte[] joined(@Nullable ByteArrayOutputStream longer, int length) {
    if (longer == null) {
      return Arrays.copyOfRange(buffer, at, at + length);
    }
    longer.write(buffer, at, length);
    return longer.toByteArray();
  }

  private boolean fill() throws IOException {
    poll();
    at = 0;
    searched = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  @SuppressWarnings("ThreadPriorityCheck") // other threads may use the processor
  private void poll() {
    try {
      long began = System.nanoTime();
      while (in.available() == 0 && System.nanoTime() - began < POLL_NANOS) {
        Thread.yield();
      }
    } catch (IOException e) {
      // Some streams do not support available(); the read reports a real error.
    }
  }

  private int lineFeed(int stop) {
    int i = Math.max(at, searched);
    while (i < stop && buffer[i] != '\n') {
      i++;
    }
    searched = i;
    return i < stop ? i : -1;
  }
}
