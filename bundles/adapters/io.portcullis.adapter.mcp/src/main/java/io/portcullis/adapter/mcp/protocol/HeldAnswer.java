// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that nobody has yet, and room that it takes up until somebody has it or nobody wants it
 * any more. Thread-safe; who is told is told without a lock.
 */
final class HeldAnswer {
  private final Message.Request request;
  private final Ruling ruling;
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
  HeldAnswer(
      Message.Request request,
      Ruling ruling,
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
  boolean tell(String text) {
    Consumer<String> told = close();
    if (told != null) {
      told.accept(text);
    }
    return told != null;
  }

  void deny(Denial denial) {
    if (isOpen()) {
      tell(denied(denials, request, ruling, denial));
    }
  }

  /** Nobody is told any more. */
  void giveUp() {
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
      DenialWriter denials, Message.Request request, Ruling ruling, Denial denial) {
    byte[] line = denials.deny(request, ruling.method(), denial);
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
  }
}
