// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

import io.portcullis.mcp.jsonrpc.EnvelopeScanner;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.jsonrpc.incremental.NotAResponseException;
import io.portcullis.mcp.jsonrpc.incremental.ResponseScanner;
import io.portcullis.mcp.stdio.internal.line.LineReader;
import io.portcullis.mcp.stdio.internal.line.LineWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer on that is too long to be held, as it comes, as long as it is nothing but an
 * answer to a request under way. An answer that would have to be held all the same is withheld. If
 * it turns out to be something else its line is never ended, so that the client never has a whole
 * message of it. For one thread.
 */
public final class StreamedResponse {
  private static final int PIECE = 64 << 10;

  /** That something came, after a part was passed on, that may not pass. */
  public static final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
      super(what, null, false, false);
    }
  }

  /**
   * What is left when a long line was dealt with.
   *
   * @param more whether another line may follow
   * @param dropped whether nothing of the line was passed on
   * @param whole the line, if it is no answer and could be held after all
   * @param refused what was read of a line that may be somebody's answer or request all the same
   * @param reason why that line is dropped; null if {@code refused} is
   */
  @SuppressWarnings("ArrayRecordComponent")
  public // never compared
  record Rest(
      boolean more,
      boolean dropped,
      byte @Nullable [] whole,
      @Nullable EnvelopeScanner refused,
      @Nullable Reason reason) {
    Rest(boolean more, boolean dropped, byte @Nullable [] whole) {
      this(more, dropped, whole, null, null);
    }
  }

  private final LineReader lines;
  private final MessageReader reader;
  private final SessionLimits limits;
  private final RequestRelay way;
  private final LineWriter onward;

  public StreamedResponse(
      LineReader lines,
      MessageReader reader,
      SessionLimits limits,
      RequestRelay way,
      LineWriter onward) {
    this.lines = lines;
    this.reader = reader;
    this.limits = limits;
    this.way = way;
    this.onward = onward;
  }

  /**
   * Deals with the rest of a line.
   *
   * @param begin what was read of it
   * @throws IOException if the rest cannot be read
   * @throws Violation if the session must end
   */
  public Rest pass(byte[] begin) throws IOException, Violation {
    ResponseScanner scanner = new ResponseScanner(reader);
    try {
      scanner.feed(begin);
    } catch (NotAResponseException e) {
      return refused(begin, Reason.SHAPE);
    }
    if (scanner.asks()) {
      return whole(begin);
    }
    RequestId id = scanner.id();
    if (!scanner.answers()) {
      return refused(begin, Reason.TOO_LARGE);
    }
    if (id == null ? way.mayHold() : way.isWhole(id)) {
      return withheld(scanner, begin);
    }
    InFlightRequest flight = way.take(id);
    if (id != null && flight == null) {
      way.isLate(id);
      return dropped();
    }
    return new Stream(scanner, flight).go(begin);
  }

  /** Looks only whose answer it was, and how it would have ended. */
  private Rest withheld(ResponseScanner scanner, byte[] begin) throws IOException {
    EnvelopeScanner envelope = new EnvelopeScanner();
    envelope.feed(begin);
    LineReader.Next next = LineReader.Next.SAME_LINE;
    try {
      while (next == LineReader.Next.SAME_LINE) {
        LineReader.Piece piece = lines.read(PIECE);
        next = piece.next();
        if (next == LineReader.Next.STREAM_END) {
          return new Rest(false, true, null);
        }
        envelope.feed(piece.bytes());
        scanner.feed(piece.bytes());
      }
      scanner.end();
    } catch (NotAResponseException e) {
      boolean more = next != LineReader.Next.SAME_LINE || lines.scanLine(envelope);
      return new Rest(more, true, null, envelope, Reason.SHAPE);
    }
    InFlightRequest flight = way.take(scanner.id());
    if (flight == null) {
      way.isLate(scanner.id());
      return new Rest(true, true, null);
    }
    way.withhold(flight, scanner.failed());
    return new Rest(true, false, null);
  }

  /** Finds out whose answer, or whose request, a line is that cannot be passed on. */
  private Rest refused(byte[] begin, Reason reason) throws IOException {
    EnvelopeScanner envelope = new EnvelopeScanner();
    envelope.feed(begin);
    return new Rest(lines.scanLine(envelope), true, null, envelope, reason);
  }

  private Rest dropped() throws IOException {
    return new Rest(lines.skipLine(), true, null);
  }

  /** Requests and notifications are read as a whole up to the limit, wherever they come from. */
  private Rest whole(byte[] begin) throws IOException {
    LineReader.Piece rest = lines.read(limits.maxMessageBytes() + 1 - begin.length);
    return switch (rest.next()) {
      case STREAM_END -> new Rest(false, true, null);
      case SAME_LINE -> {
        EnvelopeScanner envelope = new EnvelopeScanner();
        envelope.feed(begin);
        envelope.feed(rest.bytes());
        yield new Rest(lines.scanLine(envelope), true, null, envelope, Reason.TOO_LARGE);
      }
      case LINE_END -> {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(begin);
        whole.writeBytes(rest.bytes());
        yield new Rest(true, false, whole.toByteArray());
      }
    };
  }

  /** One line on its way. */
  private final class Stream {
    private final ResponseScanner scanner;
    private @Nullable InFlightRequest flight;
    private boolean known;

    Stream(ResponseScanner scanner, @Nullable InFlightRequest flight) {
      this.scanner = scanner;
      this.flight = flight;
      known = flight != null;
    }

    Rest go(byte[] begin) throws IOException, Violation {
      boolean ended = false;
      onward.beginLine();
      try {
        onward.piece(begin);
        while (true) {
          LineReader.Piece piece = lines.read(PIECE);
          scanner.feed(piece.bytes());
          identify();
          if (piece.next() == LineReader.Next.STREAM_END) {
            return new Rest(false, false, null);
          }
          if (piece.next() == LineReader.Next.LINE_END) {
            scanner.end();
            ended = true;
            report(scanner.failed());
            onward.piece(piece.bytes());
            onward.piece(new byte[] {'\n'});
            return new Rest(true, false, null);
          }
          onward.piece(piece.bytes());
        }
      } catch (NotAResponseException e) {
        throw new Violation("an answer that is none: " + e.getMessage());
      } finally {
        if (ended) {
          onward.endLine();
        } else {
          onward.abandonLine();
          report(true);
        }
      }
    }

    private void identify() throws Violation {
      RequestId id = scanner.id();
      if (known || id == null) {
        return;
      }
      known = true;
      flight = way.take(id);
      if (flight == null && !way.isLate(id)) {
        throw new Violation("an answer to nobody's request");
      }
    }

    private void report(boolean failed) {
      if (flight != null) {
        way.complete(flight, failed);
      }
    }
  }
}
