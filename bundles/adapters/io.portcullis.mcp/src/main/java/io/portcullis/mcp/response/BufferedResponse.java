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
 * A buffered response and its memory reservation, held until it is delivered or cancelled.
 * Thread-safe; the consumer is called without a lock.
 */
final class BufferedResponse {
  private final Message.Request request;
  private final Classification classification;
  private final DenialWriter denials;
  private final AtomicLong held;
  private final long size;
  private @Nullable Consumer<String> then;

  /**
   * Creates a buffered response and reserves its memory.
   *
   * @param held counts the buffered characters of all responses
   * @param then takes the outcome, once at most
   */
  BufferedResponse(
      Message.Request request,
      Classification classification,
      Message.Response answer,
      DenialWriter denials,
      AtomicLong held,
      Consumer<String> then) {
    this.request = request;
    this.classification = classification;
    this.denials = denials;
    this.held = held;
    this.then = then;
    size = (long) request.text().length() + answer.text().length();
    held.addAndGet(size);
  }

  synchronized boolean isOpen() {
    return then != null;
  }

  /** Checks whether the revision of the request has a scope for caches. */
  boolean isModern() {
    return denials.isModern(request);
  }

  /** Delivers a text; returns whether it was the first one. */
  boolean deliver(String text) {
    Consumer<String> receiver = close();
    if (receiver != null) {
      receiver.accept(text);
    }
    return receiver != null;
  }

  void deny(Denial denial) {
    if (isOpen()) {
      deliver(denied(denials, request, classification, denial));
    }
  }

  /** Releases the memory; nothing is delivered any more. */
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

  /** Returns the denial that replaces a response. */
  static String denied(
      DenialWriter denials, Message.Request request, Classification classification, Denial denial) {
    byte[] line = denials.deny(request, classification.method(), denial);
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
  }
}
