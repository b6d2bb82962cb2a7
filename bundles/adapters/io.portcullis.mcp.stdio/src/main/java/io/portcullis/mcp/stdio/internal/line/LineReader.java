// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.line;

import io.portcullis.mcp.jsonrpc.EnvelopeScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines, of which it never holds more than it is asked for. For one thread. */
public final class LineReader {
  /**
   * How long it looks whether more has come before it sleeps. Under load more comes within that
   * time, and to be woken takes longer than to look; where little comes it is a small cost for each
   * message.
   */
  private static final long LOOK_NANOS = 50_000;

  /** What follows a piece. */
  public enum Next {
    /** The line has ended, and its line feed is left out. */
    LINE_END,
    /** More of the same line. */
    SAME_LINE,
    /** The stream has ended; if the piece is not empty, in the middle of a line. */
    STREAM_END
  }

  /**
   * A piece of a line.
   *
   * @param bytes what was read
   * @param next what follows
   */
  @SuppressWarnings("ArrayRecordComponent")
  public // never compared
  record Piece(byte[] bytes, Next next) {}

  private final InputStream in;
  private final byte[] buffer;
  private int at;
  private int end;

  /** Before that there is no line feed, so that nothing is looked at twice. */
  private int searched;

  public LineReader(InputStream in, int bufferBytes) {
    this.in = in;
    buffer = new byte[bufferBytes];
  }

  /**
   * Reads on in the line.
   *
   * @param most how many bytes at the most, at least one
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

  /** Whether a whole line is here already, so that the next read neither waits nor asks anybody. */
  public boolean holdsLine() {
    return lineFeed(end) >= 0;
  }

  /**
   * Reads over the rest of the line.
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
   * Reads over the rest of the line and shows it to a scanner.
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
    look();
    at = 0;
    searched = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  @SuppressWarnings("ThreadPriorityCheck") // whoever else wants this processor shall have it
  private void look() {
    try {
      long began = System.nanoTime();
      while (in.available() == 0 && System.nanoTime() - began < LOOK_NANOS) {
        Thread.yield();
      }
    } catch (IOException e) {
      // not every stream that can be read can tell; if it cannot be read, the read says so
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
