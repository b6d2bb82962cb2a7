// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.mcp.http.internal.wire.ClientResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The events that one client gets. Whole events never break into an event that passes in pieces;
 * they follow it. The stream ends once the server has ended its own and no response is held.
 * Thread-safe.
 */
final class SseOutput {
  private final ClientResponse reply;
  private final Object lock = new Object();
  private final Deque<byte[]> later = new ArrayDeque<>();
  private boolean inPieces;
  private int held;
  private boolean ended;

  SseOutput(ClientResponse reply) {
    this.reply = reply;
  }

  /** Writes a whole event, once no other event is in pieces. */
  void show(byte[] whole) {
    if (whole.length == 0) {
      return;
    }
    synchronized (lock) {
      if (inPieces) {
        later.add(whole);
      } else {
        reply.add(whole);
      }
    }
  }

  /** Writes a comment, unless it would break into an event. */
  void comment(String text) {
    synchronized (lock) {
      if (!inPieces) {
        reply.add((':' + text + "\n\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Begins an event that comes in pieces; {@link #piece} adds to it. */
  void beginPieces() {
    synchronized (lock) {
      inPieces = true;
    }
  }

  /** Writes a piece of the event that has begun. */
  void piece(byte[] bytes) {
    reply.add(bytes);
  }

  /** Ends the event in pieces with these fields, and writes the events that waited for it. */
  void endPieces(byte[] fields) {
    synchronized (lock) {
      reply.add(
          ("\n" + new String(fields, StandardCharsets.UTF_8) + '\n')
              .getBytes(StandardCharsets.UTF_8));
      inPieces = false;
      later.forEach(reply::add);
      later.clear();
    }
  }

  /** Notes a response that is held; the stream stays open for it. */
  void beginHeld() {
    synchronized (lock) {
      held++;
    }
  }

  /** Writes the event in place of a held response, and ends the stream if it was the last one. */
  void endHeld(byte[] whole) {
    show(whole);
    boolean last;
    synchronized (lock) {
      held--;
      last = ended && held == 0;
    }
    if (last) {
      reply.end();
    }
  }

  /** Ends the stream once no response is held; cuts it if an event is in pieces. */
  void end() {
    boolean cut;
    boolean all;
    synchronized (lock) {
      cut = inPieces;
      ended = true;
      all = held == 0;
    }
    if (cut) {
      reply.abort();
    } else if (all) {
      reply.end();
    }
  }

  /** Cuts the connection of the client. */
  void abort() {
    reply.abort();
  }
}
