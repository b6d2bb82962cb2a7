// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.RequestId;
import org.eclipse.jetty.http.HttpFields;

/** Whose answer it is that a sink takes. Thread-safe. */
interface Owner {
  /** Whether an answer under this id may be shown to the client here. */
  boolean expects(RequestId id);

  /** The answer under this id was shown. */
  void answered(RequestId id, boolean failed);

  /** The server has said where its stream can be resumed. */
  void resumable();

  /** The client is told that there is no answer it could be given; a text that has begun is cut. */
  void problem(int status, HttpFields headers, String word, String text);
}
