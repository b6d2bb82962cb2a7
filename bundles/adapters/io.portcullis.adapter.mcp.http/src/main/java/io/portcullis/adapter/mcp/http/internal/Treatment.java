// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.AnswerDesk;
import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.Ruling;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done with the answer to a request before the client has it. Immutable.
 *
 * @param desk does it
 * @param request the request
 * @param ruling what became of it
 */
record Treatment(AnswerDesk desk, Message.Request request, Ruling ruling) {

  /** The treatment of the answer to a request; null if the answer passes as it comes. */
  static @Nullable Treatment of(AnswerDesk desk, Message.Request request, Ruling ruling) {
    return desk.holds(ruling, request) ? new Treatment(desk, request, ruling) : null;
  }

  /**
   * Finds out what the client has instead, and says so once at the most.
   *
   * @param held takes up what is held meanwhile; an answer for which it has no room is withheld
   */
  GateDoor.Asking begin(Budget.Share held, Message.Response answer, Consumer<byte[]> then) {
    if (!held.take((long) size() + answer.text().length())) {
      then.accept(utf8(desk.busy(request, ruling)));
      return held::close;
    }
    GateDoor.Asking asking;
    try {
      asking =
          desk.treat(
              request,
              ruling,
              answer,
              text -> {
                held.close();
                then.accept(utf8(text));
              });
    } catch (RuntimeException | Error e) { // its exchange is cut
      held.close();
      throw e;
    }
    return () -> {
      held.close();
      asking.giveUp();
    };
  }

  /** What the client has instead of an answer that is too long. */
  byte[] tooLarge() {
    return utf8(desk.tooLarge(request, ruling));
  }

  /** What the client has instead of an answer that it has no more time for. */
  byte[] undecided() {
    return utf8(desk.undecided(request, ruling));
  }

  /** How much is held of it, in characters. */
  int size() {
    return request.text().length();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
