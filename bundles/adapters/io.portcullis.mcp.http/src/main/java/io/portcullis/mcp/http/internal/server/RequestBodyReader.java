// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.server;

import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.jsonrpc.EnvelopeScanner;
import io.portcullis.mcp.jsonrpc.RefusedMessage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request as a whole, holding no thread. For one request. */
final class RequestBodyReader implements Runnable {
  /** How much is read beyond the limit at the most, as a multiple of the limit. */
  private static final int MAX_SCANNED_FACTOR = 3;

  /** Is told, once, what became of it. */
  interface Reader {
    /** The whole body. */
    void read(byte[] body);

    /** It is longer than the limit; that is all that is kept of it. */
    void tooLong(List<RefusedMessage> refused);

    /** So much cannot be held now. */
    void noRoom();

    /** The client did not send all of it. */
    void broken(Throwable failure);
  }

  private final Request request;
  private final int most;
  private final MemoryBudget.Reservation share;
  private final Reader reader;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** Reads what is longer than the limit, for the id may come last. */
  private @Nullable EnvelopeScanner scanner;

  private long scanned;

  RequestBodyReader(Request request, int most, MemoryBudget.Reservation share, Reader reader) {
    this.request = request;
    this.most = most;
    this.share = share;
    this.reader = reader;
  }

  /** Goes on reading; for the server, when something is there. */
  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        reader.broken(chunk.getFailure());
        return;
      }
      try {
        int length = chunk.remaining();
        boolean fits = scanner == null && length <= most - body.size();
        if (fits && !share.take(length)) {
          reader.noRoom();
          return;
        }
        byte[] bytes = new byte[length];
        chunk.get(bytes, 0, length);
        if (fits) {
          body.writeBytes(bytes);
        } else if (!scan(bytes)) {
          reader.tooLong(List.of());
          return;
        }
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        end();
        return;
      }
    }
  }

  private void end() {
    EnvelopeScanner tooLong = scanner;
    if (tooLong == null) {
      reader.read(body.toByteArray());
    } else {
      reader.tooLong(tooLong.end());
    }
  }

  /** Looks at the next bytes without keeping them; false once there are far too many. */
  private boolean scan(byte[] bytes) {
    EnvelopeScanner looking = scanner;
    if (looking == null) {
      looking = new EnvelopeScanner();
      looking.feed(body.toByteArray());
      scanner = looking;
      body.reset();
      share.giveBack();
    }
    looking.feed(bytes);
    scanned += bytes.length;
    return scanned <= (long) MAX_SCANNED_FACTOR * most;
  }
}
