// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Whose answer it is that a sink takes. Thread-safe. */
public interface ResponseOwner {
  /** Whether an answer under this id may be shown to the client here. */
  boolean expects(RequestId id);

  /** An answer that was expected has come, and was read; it was not shown yet. */
  void received(Message.Response answer);

  /** Whether an answer to it may have to be treated, so that none passes before its end. */
  boolean mayFilter();

  /** Whether the answer under this id must be treated as a whole. */
  boolean filters(RequestId id);

  /**
   * Takes an answer that must be treated. What is to be shown instead is given once at the most, at
   * once or later.
   */
  void filter(RequestId id, Message.Response answer, Consumer<byte[]> show);

  /**
   * An answer that must be treated is too long for that.
   *
   * @param id if it is known
   * @return what is shown instead, or null for nothing
   */
  byte @Nullable [] tooLong(@Nullable RequestId id);

  /** The answer under this id was shown, untreated. */
  void answered(RequestId id, boolean failed);

  /** The server has said where its stream can be resumed. */
  void resumable();

  /** The client is told that there is no answer it could be given; a text that has begun is cut. */
  void problem(int status, HttpFields headers, String word, String text);
}
