// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.AnswerScanner;
import io.portcullis.adapter.mcp.protocol.MalformedException;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.MessageReader;
import io.portcullis.adapter.mcp.protocol.NotAnAnswerException;
import io.portcullis.adapter.mcp.protocol.RequestId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is one JSON text. It is read as a whole, or looked at while it passes if it is
 * long; then it is cut before its end as soon as it is no answer to the request.
 */
final class JsonSink implements AnswerSink {
  private final Owner owner;
  private final Reply reply;
  private final HttpFields headers;
  private final MessageReader reader;
  private final int most;
  private final Budget.Share share;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private @Nullable AnswerScanner scanner;
  private boolean identified;
  private boolean asText;
  private boolean done;

  JsonSink(
      Owner owner,
      Reply reply,
      HttpFields headers,
      MessageReader reader,
      int most,
      Budget.Share share) {
    this.owner = owner;
    this.reply = reply;
    this.headers = headers;
    this.reader = reader;
    this.most = most;
    this.share = share;
  }

  @Override
  public void bytes(ByteBuffer piece) throws Violation {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    AnswerScanner passing = scanner;
    if (done) {
      return; // the client was told already, and what still comes is let go
    }
    if (passing != null) {
      pass(passing, bytes);
    } else if (!share.take(bytes.length)) {
      throw new Violation("more than can be held now");
    } else {
      held.writeBytes(bytes);
      if (held.size() > most) {
        if (owner.mayTreat()) {
          tooLong();
        } else {
          beginPassing();
        }
      }
    }
  }

  private void tooLong() throws Violation {
    byte[] instead = owner.tooLong(null);
    if (instead == null) {
      throw new Violation("a long answer to nobody's request");
    }
    done = true;
    held.reset();
    share.giveBack();
    reply.json(200, instead, headers);
  }

  private void beginPassing() throws Violation {
    AnswerScanner passing = new AnswerScanner(reader, true);
    byte[] begin = held.toByteArray();
    check(passing, begin);
    if (!passing.answers()) {
      throw new Violation("a long text that is no answer");
    }
    asText = reply.beginText(headers);
    if (!asText) {
      reply.add(ServerEvent.DATA.clone());
    }
    show(begin);
    scanner = passing;
    held.reset();
    share.giveBack();
  }

  private void pass(AnswerScanner passing, byte[] bytes) throws Violation {
    check(passing, bytes);
    show(bytes);
  }

  private void check(AnswerScanner passing, byte[] bytes) throws Violation {
    try {
      passing.feed(bytes);
    } catch (NotAnAnswerException e) {
      throw new Violation("an answer that is none: " + e.getMessage());
    }
    RequestId id = passing.id();
    if (passing.asks() || (!identified && id != null && !owner.expects(id))) {
      throw new Violation("an answer to nobody's request");
    }
    identified |= id != null;
  }

  private void show(byte[] bytes) {
    reply.add(asText ? bytes : oneLine(bytes));
  }

  /** Line breaks stand between tokens only, as was checked, and would end a line of data. */
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
  public void end() throws Violation {
    AnswerScanner passed = scanner;
    if (done) {
      return;
    }
    if (passed == null) {
      whole(held.toByteArray());
      return;
    }
    try {
      passed.end();
    } catch (NotAnAnswerException e) {
      throw new Violation("an answer that is none: " + e.getMessage());
    }
    RequestId id = passed.id();
    if (id != null) {
      owner.answered(id, passed.failed());
    }
    if (!asText) {
      reply.add("\n\n".getBytes(StandardCharsets.US_ASCII));
    }
    reply.end();
  }

  private void whole(byte[] json) throws Violation {
    Message message;
    try {
      message = reader.readBody(json);
    } catch (MalformedException e) {
      throw new Violation("an answer that is none: " + e.reason().text());
    }
    if (!(message instanceof Message.Response answer)
        || answer.id() == null
        || !owner.expects(answer.id())) {
      throw new Violation("an answer to nobody's request");
    }
    owner.came(answer);
    if (owner.treats(answer.id())) {
      owner.treat(answer.id(), answer, text -> reply.json(200, text, headers));
    } else {
      owner.answered(answer.id(), answer.failed());
      reply.json(200, json, headers);
    }
  }

  @Override
  public void broken() {
    owner.problem(
        502, HttpFields.EMPTY, "no_answer", "The server gave no answer that can be passed on.");
  }
}
