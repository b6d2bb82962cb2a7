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
 * Passes a long response on as it comes, while it is nothing but a response to a request in flight.
 * A long response that must be filtered is withheld. If the line turns out to be something else, it
 * is never ended, so that the client never gets a whole message. For one thread.
 */
public final class StreamedResponse {
  private static final int PIECE = 64 << 10;

  /** Thrown when a line whose beginning was passed on turns out to be forbidden. */
  public static final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
      super(what, null, false, false);
    }
  }

  /**
   * The outcome for a long line.
   *
   * @param more whether another line may follow
   * @param dropped whether no part of the line was passed on
   * @param whole the line, if it is not a response and could be held after all
   * @param refused the scan of a dropped line that may still be a response or a request
   * @param reason the reason why that line is dropped; null if {@code refused} is null
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
  private final RequestRelay relay;
  private final LineWriter onward;

  /** Creates a handler of the long lines of one side. */
  public StreamedResponse(
      LineReader lines,
      MessageReader reader,
      SessionLimits limits,
      RequestRelay relay,
      LineWriter onward) {
    this.lines = lines;
    this.reader = reader;
    this.limits = limits;
    this.relay = relay;
    this.onward = onward;
  }

  /**
   * Handles the rest of a line.
   *
   * @param begin the beginning of the line
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
    return scanner.answers() ? response(scanner, begin) : refused(begin, Reason.TOO_LARGE);
  }

  private Rest response(ResponseScanner scanner, byte[] begin) throws IOException, Violation {
    RequestId id = scanner.id();
    if (id == null ? relay.mayHold() : relay.isWhole(id)) {
      return withheld(scanner, begin);
    }
    InFlightRequest flight = relay.take(id);
    if (id != null && flight == null) {
      relay.isLate(id);
      return dropped();
    }
    return new Stream(scanner, flight).go(begin);
  }

  /** Withholds a response, and reads only its id and whether it is an error. */
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
    InFlightRequest flight = relay.take(scanner.id());
    if (flight == null) {
      relay.isLate(scanner.id());
      return new Rest(true, true, null);
    }
    relay.withhold(flight, scanner.failed());
    return new Rest(true, false, null);
  }

  /** Scans a line that cannot pass for the id of its request or response. */
  private Rest refused(byte[] begin, Reason reason) throws IOException {
    EnvelopeScanner envelope = new EnvelopeScanner();
    envelope.feed(begin);
    return new Rest(lines.scanLine(envelope), true, null, envelope, reason);
  }

  private Rest dropped() throws IOException {
    return new Rest(lines.skipLine(), true, null);
  }

  /** Reads a request or notification as a whole, up to the limit for messages. */
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

  /** One line that passes as it comes. */
  private final class Stream {
    private final ResponseScanner scanner;
    private @Nullable InFlightRequest flight;
    private boolean known;
    private boolean ended;

    Stream(ResponseScanner scanner, @Nullable InFlightRequest flight) {
      this.scanner = scanner;
      this.flight = flight;
      known = flight != null;
    }

    Rest go(byte[] begin) throws IOException, Violation {
      onward.beginLine();
      try {
        return forward(begin);
      } catch (NotAResponseException e) {
        throw new Violation("a response that is invalid: " + e.getMessage());
      } finally {
        if (ended) {
          onward.endLine();
        } else {
          onward.abandonLine();
          report(true);
        }
      }
    }

    private Rest forward(byte[] begin) throws IOException, Violation, NotAResponseException {
      onward.piece(begin);
      while (true) {
        LineReader.Piece piece = lines.read(PIECE);
        scanner.feed(piece.bytes());
        identify();
        if (piece.next() == LineReader.Next.STREAM_END) {
          return new Rest(false, false, null);
        }
        if (piece.next() == LineReader.Next.LINE_END) {
          end(piece.bytes());
          return new Rest(true, false, null);
        }
        onward.piece(piece.bytes());
      }
    }

    private void end(byte[] last) throws NotAResponseException {
      scanner.end();
      ended = true;
      report(scanner.failed());
      onward.piece(last);
      onward.piece(new byte[] {'\n'});
    }

    private void identify() throws Violation {
      RequestId id = scanner.id();
      if (known || id == null) {
        return;
      }
      known = true;
      flight = relay.take(id);
      if (flight == null && !relay.isLate(id)) {
        throw new Violation("a response without a request");
      }
    }

    private void report(boolean failed) {
      if (flight != null) {
        relay.complete(flight, failed);
      }
    }
  }
}
