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

/** Reads the body of a request as a whole without blocking a thread. For one request. */
final class RequestBodyReader implements Runnable {
  /** The maximum size that is scanned beyond the limit, as a multiple of the limit. */
  private static final int MAX_SCANNED_FACTOR = 3;

  /** Receives the outcome, once. */
  interface Reader {
    /** The whole body. */
    void read(byte[] body);

    /** The body is longer than the limit; only its ids were read. */
    void tooLong(List<RefusedMessage> refused);

    /** The memory budget has no room for the body. */
    void noRoom();

    /** The client did not send all of it. */
    void broken(Throwable failure);
  }

  private final Request request;
  private final int most;
  private final MemoryBudget.Reservation share;
  private final Reader reader;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** Scans a body beyond the limit, since the id may come last. */
  private @Nullable EnvelopeScanner scanner;

  private long scanned;

  RequestBodyReader(Request request, int most, MemoryBudget.Reservation share, Reader reader) {
    this.request = request;
    this.most = most;
    this.share = share;
    this.reader = reader;
  }

  /** Reads on; called by the server when bytes are available. */
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
      if (!take(chunk)) {
        return;
      }
      if (chunk.isLast()) {
        end();
        return;
      }
    }
  }

  /** Takes the bytes of a chunk and releases it; returns whether the body is read on. */
  private boolean take(Content.Chunk chunk) {
    try {
      int length = chunk.remaining();
      boolean fits = scanner == null && length <= most - body.size();
      if (fits && !share.take(length)) {
        reader.noRoom();
        return false;
      }
      byte[] bytes = new byte[length];
      chunk.get(bytes, 0, length);
      return keep(bytes, fits);
    } finally {
      chunk.release();
    }
  }

  private boolean keep(byte[] bytes, boolean fits) {
    if (fits) {
      body.writeBytes(bytes);
    } else if (!scan(bytes)) {
      reader.tooLong(List.of());
      return false;
    }
    return true;
  }

  private void end() {
    EnvelopeScanner tooLong = scanner;
    if (tooLong == null) {
      reader.read(body.toByteArray());
    } else {
      reader.tooLong(tooLong.end());
    }
  }

  /** Scans the next bytes without keeping them; false once the body is far too long. */
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
