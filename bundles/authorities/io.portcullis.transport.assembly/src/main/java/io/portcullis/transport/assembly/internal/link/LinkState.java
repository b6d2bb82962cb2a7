// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.spi.RuntimeDecision;

/**
 * The stage of a link, and why it ended. Ending a link cancels its timer and closes its socket, but
 * leaves its pending queries alone. Guarded by the lock of its link.
 */
final class LinkState {
  /** The stages of a link, in their order. */
  enum Stage {
    /** The challenge of the runtime is awaited. */
    HANDSHAKE,
    /** The first query was sent. */
    PROBED,
    /** The first query was answered. */
    UP,
    /** The connection is closed. */
    ENDED
  }

  private final LinkSocket socket;
  private final LinkTimer timer;
  private Stage stage = Stage.HANDSHAKE;
  private String reason = "";
  private String word = RuntimeDecision.CHANNEL_CLOSED;

  LinkState(LinkSocket socket, LinkTimer timer) {
    this.socket = socket;
    this.timer = timer;
  }

  Stage stage() {
    return stage;
  }

  boolean isUp() {
    return stage == Stage.UP;
  }

  boolean hasEnded() {
    return stage == Stage.ENDED;
  }

  /** Whether the runtime's answers contradict each other. */
  boolean isConflict() {
    return RuntimeDecision.CONFLICT.equals(word);
  }

  /** Why the link ended; empty before. */
  String reason() {
    return reason;
  }

  /** The decision word for queries that the end of the link fails. */
  String word() {
    return word;
  }

  void probed() {
    stage = Stage.PROBED;
  }

  void connected() {
    stage = Stage.UP;
    timer.cancel();
  }

  /** Ends the link; only the first reason counts. */
  void fail(String why) {
    if (stage == Stage.ENDED) {
      return;
    }
    stage = Stage.ENDED;
    reason = why;
    timer.cancel();
    socket.close();
  }

  /** Ends the link because no answer of the open batch can be trusted. */
  void conflict(String why) {
    word = RuntimeDecision.CONFLICT;
    fail(why);
  }

  /** Ends the link because its owner closes it. */
  void shutDown() {
    if (stage != Stage.ENDED) {
      word = RuntimeDecision.SHUTDOWN;
      fail("the transport was closed");
    }
  }

  /** The phase for a message about a failure of the connection; empty when the link was up. */
  String phase() {
    return switch (stage) {
      case HANDSHAKE -> " before its challenge was complete";
      case PROBED -> " before it answered the first query";
      case UP, ENDED -> "";
    };
  }
}
