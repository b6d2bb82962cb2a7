// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.mcp.http.internal.upstream.ResponseBody;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * A response with a status of 400 or more. The status passes. The body passes if it is short, and
 * is an error for this request or plain text. Pages and other types are replaced.
 */
public final class ErrorResponseBody implements ResponseBody {
  /** The longest text, in bytes. */
  static final int MAX_TEXT = 64 << 10;

  private final ResponseOwner owner;
  private final ClientResponse reply;
  private final int status;
  private final boolean json;
  private final boolean plain;
  private final HttpFields headers;
  private final MessageReader reader;
  private final @Nullable RequestId id;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private boolean tooLong;

  public ErrorResponseBody(
      ResponseOwner owner,
      ClientResponse reply,
      int status,
      boolean json,
      boolean plain,
      HttpFields headers,
      MessageReader reader,
      @Nullable RequestId id) {
    this.owner = owner;
    this.reply = reply;
    this.status = status;
    this.json = json;
    this.plain = plain;
    this.headers = headers;
    this.reader = reader;
    this.id = id;
  }

  @Override
  public void bytes(ByteBuffer piece) throws ProtocolViolationException {
    if (piece.remaining() > MAX_TEXT - text.size()) {
      tooLong = true;
      throw new ProtocolViolationException("a long text with status " + status);
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    text.writeBytes(bytes);
  }

  @Override
  public void end() {
    if (json && isError()) {
      reply.json(status, text.toByteArray(), headers);
    } else if (id != null && (!plain || reply.streams())) {
      owner.problem(
          status, headers, "server_refused", "The server answered with status " + status + '.');
    } else if (!plain) {
      reply.status(status, headers);
    } else {
      reply.text(status, "text/plain", text.toByteArray(), headers);
    }
  }

  private boolean isError() {
    try {
      return reader.readBody(text.toByteArray()) instanceof Message.Response answer
          && answer.failed()
          && (answer.id() == null || answer.id().equals(id));
    } catch (MalformedException e) {
      return false;
    }
  }

  @Override
  public void broken() {
    if (tooLong && id == null) {
      reply.status(status, headers);
    } else {
      owner.problem(
          tooLong ? status : 502,
          headers,
          "server_refused",
          "The server answered with status " + status + '.');
    }
  }
}
