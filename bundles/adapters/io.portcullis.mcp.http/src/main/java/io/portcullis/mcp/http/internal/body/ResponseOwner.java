// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.jsonrpc.incremental.NotAResponseException;
import io.portcullis.mcp.jsonrpc.incremental.ResponseScanner;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** The request, or requests, to which a response body belongs. Thread-safe. */
public interface ResponseOwner {
  /** Checks whether a response with this id may be shown to the client here. */
  boolean expects(RequestId id);

  /** Notes an expected response, before it is shown. */
  void received(Message.Response answer);

  /** Checks whether a response may have to be filtered, so that none passes before its end. */
  boolean mayFilter();

  /** Checks whether the response with this id must be filtered as a whole. */
  boolean filters(RequestId id);

  /** Filters a response. The consumer gets the outcome once at most, at once or later. */
  void filter(RequestId id, Message.Response answer, Consumer<byte[]> show);

  /**
   * Ends a request whose response must be filtered and is too long.
   *
   * @param id the id, if it is known
   * @return the denial to show, or null for nothing
   */
  byte @Nullable [] tooLong(@Nullable RequestId id);

  /** Notes that the response with this id was shown unfiltered. */
  void answered(RequestId id, boolean failed);

  /** Notes that the server's stream can be resumed. */
  void resumable();

  /** Responds with an error of the gateway; a text that has begun is cut. */
  void problem(int status, HttpFields headers, String word, String text);

  /**
   * Notes that a response was passed on piece by piece to its end.
   *
   * @throws ProtocolViolationException if the end is not that of a response
   */
  default void passed(ResponseScanner scanner) throws ProtocolViolationException {
    try {
      scanner.end();
    } catch (NotAResponseException e) {
      throw new ProtocolViolationException("an invalid response: " + e.getMessage());
    }
    RequestId id = scanner.id();
    if (id != null) {
      answered(id, scanner.failed());
    }
  }
}
