// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResponseBody;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import io.portcullis.mcp.http.internal.wire.ServerSentEvent;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.jsonrpc.incremental.NotAResponseException;
import io.portcullis.mcp.jsonrpc.incremental.ResponseScanner;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * A response that is one JSON text. It is read as a whole. A long one is scanned while it passes,
 * and is cut before its end as soon as it turns out not to be a response to the request.
 */
public final class JsonResponseBody implements ResponseBody {
  private final ResponseOwner owner;
  private final ClientResponse reply;
  private final HttpFields headers;
  private final MessageReader reader;
  private final int most;
  private final MemoryBudget.Reservation share;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private @Nullable ResponseScanner scanner;
  private boolean identified;
  private boolean asText;
  private boolean done;

  public JsonResponseBody(
      ResponseOwner owner,
      ClientResponse reply,
      HttpFields headers,
      MessageReader reader,
      int most,
      MemoryBudget.Reservation share) {
    this.owner = owner;
    this.reply = reply;
    this.headers = headers;
    this.reader = reader;
    this.most = most;
    this.share = share;
  }

  @Override
  public void bytes(ByteBuffer piece) throws ProtocolViolationException {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    ResponseScanner passing = scanner;
    if (done) {
      return; // the client has its response; later bytes are dropped
    }
    if (passing != null) {
      pass(passing, bytes);
    } else {
      hold(bytes);
    }
  }

  private void hold(byte[] bytes) throws ProtocolViolationException {
    if (!share.take(bytes.length)) {
      throw new ProtocolViolationException("more data than can be held now");
    }
    held.writeBytes(bytes);
    if (held.size() <= most) {
      return;
    }
    if (owner.mayFilter()) {
      tooLong();
    } else {
      beginPassing();
    }
  }

  private void tooLong() throws ProtocolViolationException {
    byte[] instead = owner.tooLong(null);
    if (instead == null) {
      throw new ProtocolViolationException("a long response without a request");
    }
    done = true;
    held.reset();
    share.giveBack();
    reply.json(200, instead, headers);
  }

  private void beginPassing() throws ProtocolViolationException {
    ResponseScanner passing = new ResponseScanner(reader, true);
    byte[] begin = held.toByteArray();
    check(passing, begin);
    if (!passing.answers()) {
      throw new ProtocolViolationException("a long text that is not a response");
    }
    asText = reply.beginText(headers);
    if (!asText) {
      reply.add(ServerSentEvent.DATA.clone());
    }
    show(begin);
    scanner = passing;
    held.reset();
    share.giveBack();
  }

  private void pass(ResponseScanner passing, byte[] bytes) throws ProtocolViolationException {
    check(passing, bytes);
    show(bytes);
  }

  private void check(ResponseScanner passing, byte[] bytes) throws ProtocolViolationException {
    try {
      passing.feed(bytes);
    } catch (NotAResponseException e) {
      throw new ProtocolViolationException("an invalid response: " + e.getMessage());
    }
    RequestId id = passing.id();
    if (passing.asks() || (!identified && id != null && !owner.expects(id))) {
      throw new ProtocolViolationException("a response without a request");
    }
    identified |= id != null;
  }

  private void show(byte[] bytes) {
    reply.add(asText ? bytes : oneLine(bytes));
  }

  /** Replaces line breaks, which occur only between tokens and would end a line of data. */
  static byte[] oneLine(byte[] json) {
    byte[] line = json.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  @Override
  public void end() throws ProtocolViolationException {
    ResponseScanner passed = scanner;
    if (done) {
      return;
    }
    if (passed == null) {
      whole(held.toByteArray());
      return;
    }
    owner.passed(passed);
    if (!asText) {
      reply.add("\n\n".getBytes(StandardCharsets.US_ASCII));
    }
    reply.end();
  }

  private void whole(byte[] json) throws ProtocolViolationException {
    Message message = read(json);
    if (!(message instanceof Message.Response answer)
        || answer.id() == null
        || !owner.expects(answer.id())) {
      throw new ProtocolViolationException("a response without a request");
    }
    owner.received(answer);
    if (owner.filters(answer.id())) {
      owner.filter(answer.id(), answer, text -> reply.json(200, text, headers));
    } else {
      owner.answered(answer.id(), answer.failed());
      reply.json(200, json, headers);
    }
  }

  private Message read(byte[] json) throws ProtocolViolationException {
    try {
      return reader.readBody(json);
    } catch (MalformedException e) {
      throw new ProtocolViolationException("an invalid response: " + e.reason().text());
    }
  }

  @Override
  public void broken() {
    owner.problem(
        502, HttpFields.EMPTY, "no_answer", "The server gave no response that can be forwarded.");
  }
}
