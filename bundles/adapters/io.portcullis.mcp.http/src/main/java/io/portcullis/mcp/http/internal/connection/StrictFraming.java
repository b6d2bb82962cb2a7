// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A check of the framing of requests on one connection. It makes the first line that does not end
 * with CR LF invalid, and ends the input there. Jetty accepts a bare LF as a line end, which RFC
 * 9112, 2.2 permits only in heads. A proxy in front of the gateway may read such a line differently
 * and see other requests. Thread-safe.
 */
public final class StrictFraming {
  /** The beginning of a line, enough for the two headers and the size of a chunk. */
  private static final int KEPT = 100;

  private static final Pattern LENGTH = Pattern.compile("content-length:[ \t]*(\\d{1,18})[ \t]*");
  private static final Pattern CODED = Pattern.compile("transfer-encoding[ \t]*:.*");
  private static final Pattern SIZE = Pattern.compile("([0-9a-f]{1,15})(;.*)?");

  /** A source of bytes, such as an end point. */
  public interface Filler {
    int fill(ByteBuffer buffer) throws IOException;
  }

  private enum Part {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    BROKEN
  }

  private final byte[] line = new byte[KEPT];
  private Part part = Part.HEAD;
  private long left;
  private long bodyLength;
  private boolean chunked;
  private boolean begun;
  private int length;
  private int before;

  /**
   * Fills a buffer.
   *
   * @return the number of bytes, or -1 at the end of the input or after a forbidden line
   */
  public synchronized int fill(ByteBuffer buffer, Filler filler) throws IOException {
    if (part == Part.BROKEN && buffer.capacity() > 0) {
      return -1;
    }
    int filled = filler.fill(buffer);
    if (filled <= 0) {
      return filled;
    }
    int from = buffer.limit() - filled;
    buffer.limit(accepted(buffer, from, buffer.limit()));
    return buffer.limit() - from;
  }

  /**
   * Returns the end of the bytes that the parser may see. A forbidden last byte is made invalid.
   */
  private int accepted(ByteBuffer buffer, int from, int to) {
    int at = from;
    while (at < to) {
      if (part == Part.BODY || part == Part.CHUNK) {
        at += skipContent(to - at);
      } else if (take(buffer.get(at))) {
        at++;
      } else {
        part = Part.BROKEN;
        buffer.put(
            at, (byte) 0); // no parser accepts this, so the request is refused and not just cut
        return at + 1;
      }
    }
    return at;
  }

  /** Returns how many of the available bytes belong to the body or the chunk. */
  private int skipContent(int available) {
    int some = (int) Math.min(left, available);
    left -= some;
    if (left == 0) {
      part = part == Part.BODY ? Part.HEAD : Part.CHUNK_END;
    }
    return some;
  }

  /** Checks the next byte of a line; false if it is forbidden there. */
  private boolean take(byte b) {
    boolean afterCr = before == '\r';
    before = b;
    if ((b == '\n') != afterCr) {
      return false;
    }
    if (b == '\n') {
      boolean fits = lineEnds(length == 0);
      length = 0;
      before = 0;
      return fits;
    }
    if (b != '\r') {
      keep(b);
    }
    return true;
  }

  private void keep(byte b) {
    if (length < KEPT) {
      line[length] = b;
    }
    length++;
  }

  private boolean lineEnds(boolean empty) {
    return switch (part) {
      case HEAD -> headLine(empty);
      case CHUNK_SIZE -> sizeLine();
      case CHUNK_END -> {
        part = Part.CHUNK_SIZE;
        yield empty;
      }
      case TRAILERS -> {
        part = empty ? Part.HEAD : Part.TRAILERS;
        yield true;
      }
      case BODY, CHUNK, BROKEN -> false;
    };
  }

  private boolean headLine(boolean empty) {
    if (!empty) {
      begun = true;
      return header(text());
    }
    if (begun) { // otherwise an empty line before a request, which is skipped
      part = chunked ? Part.CHUNK_SIZE : bodyLength > 0 ? Part.BODY : Part.HEAD;
      left = bodyLength;
      bodyLength = 0;
      chunked = false;
      begun = false;
    }
    return true;
  }

  private boolean header(String text) {
    if (CODED.matcher(text).matches()) {
      chunked = true; // the handler checks the codings
    } else if (text.startsWith("content-length")) {
      Matcher said = LENGTH.matcher(text);
      if (length > KEPT || !said.matches()) {
        return false;
      }
      bodyLength = Long.parseLong(said.group(1));
    }
    return true;
  }

  private boolean sizeLine() {
    Matcher said = SIZE.matcher(text());
    if (!said.matches()) {
      return false;
    }
    left = Long.parseLong(said.group(1), 16);
    part = left == 0 ? Part.TRAILERS : Part.CHUNK;
    return true;
  }

  private String text() {
    return new String(line, 0, Math.min(length, KEPT), StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT);
  }
}
