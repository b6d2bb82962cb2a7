// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.RefusedMessage;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.stdio.internal.line.LineWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Responds to messages of one side that are not forwarded, and ends requests of the other side
 * whose responses they are. Thread-safe.
 */
public final class RefusedMessageResponder {
  private final String sender;
  private final RequestRelay asked;
  private final RequestRelay answered;
  private final LineWriter back;
  private final DenialWriter denials;

  /**
   * Creates a responder for one side.
   *
   * @param sender the name of this side in errors
   * @param asked the requests that this side sends
   * @param answered the requests that this side responds to
   * @param back the writer to this side
   * @param denials writes the errors
   */
  public RefusedMessageResponder(
      String sender,
      RequestRelay asked,
      RequestRelay answered,
      LineWriter back,
      DenialWriter denials) {
    this.sender = sender;
    this.asked = asked;
    this.answered = answered;
    this.back = back;
    this.denials = denials;
  }

  /**
   * Refuses a message or a batch.
   *
   * @param unreadable whether a request whose id is unknown gets an error without an id
   */
  public void refuse(List<RefusedMessage> messages, Reason reason, boolean unreadable) {
    boolean anonymous = false;
    for (RefusedMessage message : messages) {
      RequestId answer = message.answeredId();
      if (answer != null) {
        answered.fail(answer, denials.noAnswer(answer, sender, reason));
      }
      RequestId id = safe(message.requestId());
      if (id != null && (unreadable || message.asks())) {
        back.add(denials.malformed(id, reason));
      } else if (id == null && message.expectsAnswer()) {
        anonymous = true;
      }
    }
    if (anonymous && unreadable) {
      back.add(denials.malformed(null, reason));
    }
  }

  /** Drops an id that is in use: the error would be taken for the response to that request. */
  private @Nullable RequestId safe(@Nullable RequestId id) {
    return id == null || asked.isOpen(id) ? null : id;
  }
}
