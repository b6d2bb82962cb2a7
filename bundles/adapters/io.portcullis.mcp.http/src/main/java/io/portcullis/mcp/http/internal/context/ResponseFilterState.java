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
 * How the response to a request is filtered. Immutable.
 *
 * @param filter the filter
 * @param request the request
 * @param classification the classification of the request
 */
public record ResponseFilterState(
    ResponseFilter filter, Message.Request request, Classification classification) {

  /** Returns how the response to a request is filtered; null if it passes as it comes. */
  public static @Nullable ResponseFilterState of(
      ResponseFilter filter, Message.Request request, Classification classification) {
    return filter.buffers(classification, request)
        ? new ResponseFilterState(filter, request, classification)
        : null;
  }

  /**
   * Filters a response and delivers the outcome once at most.
   *
   * @param held reserves memory meanwhile; a response that does not fit is withheld
   */
  public GateClient.PendingDecision begin(
      MemoryBudget.Reservation held, Message.Response answer, Consumer<byte[]> then) {
    if (!held.take((long) size() + answer.text().length())) {
      then.accept(utf8(filter.busy(request, classification)));
      return held::close;
    }
    GateClient.PendingDecision pending = filter(held, answer, then);
    return () -> {
      held.close();
      pending.cancel();
    };
  }

  private GateClient.PendingDecision filter(
      MemoryBudget.Reservation held, Message.Response answer, Consumer<byte[]> then) {
    try {
      return filter.filter(
          request,
          classification,
          answer,
          text -> {
            held.close();
            then.accept(utf8(text));
          });
    } catch (RuntimeException | Error e) { // its exchange is cut
      held.close();
      throw e;
    }
  }

  /** Returns the denial for a response that is too long. */
  public byte[] tooLarge() {
    return utf8(filter.tooLarge(request, classification));
  }

  /** Returns the number of characters held for the request. */
  int size() {
    return request.text().length();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
