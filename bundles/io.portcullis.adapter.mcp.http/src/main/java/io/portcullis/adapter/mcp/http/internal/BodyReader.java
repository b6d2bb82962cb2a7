// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import java.io.ByteArrayOutputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads the body of a request as a whole, holding no thread. For one request. */
final class BodyReader implements Runnable {

  /** Is told, once, what became of it. */
  interface Reader {
    /** The whole body. */
    void read(byte[] body);

    /** It is longer than the limit. */
    void tooLong();

    /** So much cannot be held now. */
    void noRoom();

    /** The client did not send all of it. */
    void broken(Throwable failure);
  }

  private final Request request;
  private final int most;
  private final Budget.Share share;
  private final Reader reader;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  BodyReader(Request request, int most, Budget.Share share, Reader reader) {
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
        if (length > most - body.size()) {
          reader.tooLong();
          return;
        }
        if (!share.take(length)) {
          reader.noRoom();
          return;
        }
        byte[] bytes = new byte[length];
        chunk.get(bytes, 0, length);
        body.writeBytes(bytes);
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        reader.read(body.toByteArray());
        return;
      }
    }
  }
}
