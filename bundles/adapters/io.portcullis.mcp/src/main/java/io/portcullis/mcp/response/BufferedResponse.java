// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.jsonrpc.Message;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that nobody has yet, and room that it takes up until somebody has it or nobody wants it
 * any more. Thread-safe; who is told is told without a lock.
 */
final class BufferedResponse {
  private final Message.Request request;
  private final Classification ruling;
  private final DenialWriter denials;
  private final AtomicLong held;
  private final long size;
  private @Nullable Consumer<String> then;

  /**
   * Takes up room.
   *
   * @param held counts the characters that are held
   * @param then is told once at the most
   */
  BufferedResponse(
      Message.Request request,
      Classification ruling,
      Message.Response answer,
      DenialWriter denials,
      AtomicLong held,
      Consumer<String> then) {
    this.request = request;
    this.ruling = ruling;
    this.denials = denials;
    this.held = held;
    this.then = then;
    size = (long) request.text().length() + answer.text().length();
    held.addAndGet(size);
  }

  synchronized boolean isOpen() {
    return then != null;
  }

  /** Whether the request is of a revision that has a scope for caches. */
  boolean isModern() {
    return denials.isModern(request);
  }

  /** Gives the asker this text; tells whether it was the first. */
  boolean deliver(String text) {
    Consumer<String> told = close();
    if (told != null) {
      told.accept(text);
    }
    return told != null;
  }

  void deny(Denial denial) {
    if (isOpen()) {
      deliver(denied(denials, request, ruling, denial));
    }
  }

  /** Nobody is told any more. */
  void cancel() {
    close();
  }

  private synchronized @Nullable Consumer<String> close() {
    Consumer<String> last = then;
    then = null;
    if (last != null) {
      held.addAndGet(-size);
    }
    return last;
  }

  /** What the asker has instead of an answer. */
  static String denied(
      DenialWriter denials, Message.Request request, Classification ruling, Denial denial) {
    byte[] line = denials.deny(request, ruling.method(), denial);
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
  }
}
