// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.response.ResponseFilter;
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
public record ResponseFilterState(
    ResponseFilter desk, Message.Request request, Classification ruling) {

  /** The treatment of the answer to a request; null if the answer passes as it comes. */
  public static @Nullable ResponseFilterState of(
      ResponseFilter desk, Message.Request request, Classification ruling) {
    return desk.buffers(ruling, request) ? new ResponseFilterState(desk, request, ruling) : null;
  }

  /**
   * Finds out what the client has instead, and says so once at the most.
   *
   * @param held takes up what is held meanwhile; an answer for which it has no room is withheld
   */
  public GateClient.PendingDecision begin(
      MemoryBudget.Reservation held, Message.Response answer, Consumer<byte[]> then) {
    if (!held.take((long) size() + answer.text().length())) {
      then.accept(utf8(desk.busy(request, ruling)));
      return held::close;
    }
    GateClient.PendingDecision asking;
    try {
      asking =
          desk.filter(
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
      asking.cancel();
    };
  }

  /** What the client has instead of an answer that is too long. */
  public byte[] tooLarge() {
    return utf8(desk.tooLarge(request, ruling));
  }

  /** How much is held of it, in characters. */
  int size() {
    return request.text().length();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
