// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.body;

import io.portcullis.mcp.http.internal.access.BoundIds;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.mcp.http.internal.limit.LogLimit;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResponseBody;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import io.portcullis.mcp.http.internal.wire.ServerSentEvent;
import io.portcullis.mcp.http.internal.wire.SseParser;
import io.portcullis.mcp.jsonrpc.EnvelopeScanner;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RefusedMessage;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.jsonrpc.incremental.NotAResponseException;
import io.portcullis.mcp.jsonrpc.incremental.ResponseScanner;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response that is a stream of events, each with a message. Notifications and expected responses
 * pass, requests of the server are decided, and all else is withheld. A withheld event leaves an
 * empty event with its id, so that the stream can be resumed. A response that is filtered keeps its
 * event id: a client that loses the stream meanwhile resumes it before that response.
 */
public final class SseResponseBody implements ResponseBody, SseParser.Listener {
  private enum Mode {
    /** The data is held. */
    HOLD,
    /** A long response passes as it comes. */
    PASS,
    /** The data is dropped. */
    SKIP
  }

  private final ExchangeContext gateway;
  private final ResponseOwner owner;
  private final SseOutput output;
  private final MessageReader reader;
  private final HttpLimits limits;
  private final LogLimit log;
  private final MemoryBudget.Reservation share;
  private final ServerRequests requests;
  private final BoundIds ids;
  private final Caller caller;
  private final SseParser parser = new SseParser(this);

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private Mode mode = Mode.HOLD;
  private ServerSentEvent event = new ServerSentEvent();
  private int lines;
  private @Nullable ResponseScanner scanner;
  private @Nullable EnvelopeScanner envelope;
  private @Nullable Reason skipReason;
  private boolean identified;
  private boolean warned;

  public SseResponseBody(
      ResponseOwner owner, ClientResponse reply, ExchangeContext gateway, Caller caller) {
    this.gateway = gateway;
    this.owner = owner;
    output = new SseOutput(reply);
    reader = gateway.reader();
    limits = gateway.limits();
    log = gateway.log();
    share = gateway.budget().reservation(caller.party().agent());
    requests = new ServerRequests(gateway, caller, output::show);
    ids = gateway.ids();
    this.caller = caller;
  }

  @Override
  public void bytes(ByteBuffer piece) throws ProtocolViolationException {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    parser.feed(bytes);
  }

  @Override
  public void end() {
    finish(); // an event without an end is dropped
    output.end();
  }

  @Override
  public void broken() {
    finish();
    output.abort();
  }

  /** Ends the stream: pending requests of the server are denied, and nothing is shown any more. */
  public void finish() {
    requests.close();
    share.close();
  }

  @Override
  public void comment(String text) {
    output.comment(text);
  }

  @Override
  public void field(String name, String value) {
    String shown = name.equals("id") ? ids.eventId(caller, value) : value;
    if (shown != null) {
      event.field(name, shown);
    }
  }

  @Override
  public void dataBegins() throws ProtocolViolationException {
    if (lines > 0) {
      data(new byte[] {'\n'}, 0, 1);
    }
    lines++;
  }

  @Override
  public void data(byte[] bytes, int from, int length) throws ProtocolViolationException {
    switch (mode) {
      case SKIP -> {
        if (envelope != null) {
          envelope.feed(Arrays.copyOfRange(bytes, from, from + length));
        }
      }
      case PASS -> {
        byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
        check(piece);
        output.piece(JsonResponseBody.oneLine(piece));
      }
      case HOLD -> hold(bytes, from, length);
    }
  }

  private void hold(byte[] bytes, int from, int length) throws ProtocolViolationException {
    if (!share.take(length)) {
      throw new ProtocolViolationException("more data than can be held now");
    }
    held.write(bytes, from, length);
    if (scanner == null && held.size() > limits.maxWholeAnswerBytes()) {
      scanner = scanLong();
    }
    if (mode == Mode.HOLD && scanner != null && held.size() > limits.maxMessageBytes()) {
      if (scanner.answers()) {
        tooLong(scanner.id());
      }
      skip("a message that is too long", Reason.TOO_LARGE);
    }
  }

  /** Decides whether a long message passes as it comes, stays held, or is dropped. */
  private @Nullable ResponseScanner scanLong() {
    ResponseScanner passing = new ResponseScanner(reader, true);
    try {
      passing.feed(held.toByteArray());
    } catch (NotAResponseException e) {
      skip("a long text that is not a message", Reason.SHAPE);
      return null;
    }
    if (!passing.asks()) {
      skipOrPass(passing);
    }
    return passing;
  }

  private void skipOrPass(ResponseScanner passing) {
    RequestId id = passing.id();
    if (!passing.answers()) {
      skip("a long message that does not begin like a response", Reason.TOO_LARGE);
    } else if (id != null && !owner.expects(id)) {
      skip("a long response without a request", null);
    } else if (id == null ? !owner.mayFilter() : !owner.filters(id)) {
      identified = id != null;
      beginPassing();
    }
  }

  private void tooLong(@Nullable RequestId id) {
    byte[] instead = owner.tooLong(id);
    if (instead != null) {
      output.show(event.withoutId().with(instead));
    }
  }

  private void beginPassing() {
    mode = Mode.PASS;
    output.beginPieces();
    output.piece(event.head());
    output.piece(ServerSentEvent.DATA.clone());
    output.piece(JsonResponseBody.oneLine(held.toByteArray()));
    noteId();
    event = new ServerSentEvent();
    held.reset();
    share.giveBack();
  }

  private void check(byte[] piece) throws ProtocolViolationException {
    ResponseScanner passing = scanner;
    if (passing == null) {
      return;
    }
    try {
      passing.feed(piece);
    } catch (NotAResponseException e) {
      throw new ProtocolViolationException("an invalid response: " + e.getMessage());
    }
    RequestId id = passing.id();
    if (!identified && id != null) {
      identified = true;
      if (!owner.expects(id)) {
        throw new ProtocolViolationException("a response without a request");
      }
    }
  }

  /** Drops the data; with a reason, scans them for the id of the request that they end. */
  private void skip(String what, @Nullable Reason reason) {
    mode = Mode.SKIP;
    skipReason = reason;
    if (reason != null) {
      envelope = new EnvelopeScanner();
      envelope.feed(held.toByteArray());
    }
    held.reset();
    share.giveBack();
    drop(what);
  }

  private void drop(String what) {
    if (!warned) {
      warned = true;
      log.warn(
          LogLimit.Cause.WITHHELD,
          "Withheld from a stream of events: {}; further ones are not logged",
          what);
    }
  }

  @Override
  public void dispatch() throws ProtocolViolationException {
    switch (mode) {
      case SKIP -> skipped();
      case PASS -> endPassing();
      case HOLD -> whole(held.toByteArray());
    }
    noteId();
    mode = Mode.HOLD;
    event = new ServerSentEvent();
    lines = 0;
    scanner = null;
    envelope = null;
    identified = false;
    held.reset();
    share.giveBack();
  }

  private void skipped() {
    if (envelope != null && skipReason != null) {
      refuse(envelope.end(), skipReason);
    } else {
      withhold();
    }
  }

  /**
   * Ends the requests whose responses cannot pass, in place of this event, and responds to requests
   * of the server that cannot pass.
   */
  private void refuse(List<RefusedMessage> messages, Reason reason) {
    ServerSentEvent place = event;
    for (RefusedMessage message : messages) {
      RequestId answered = message.answeredId();
      if (answered != null && owner.expects(answered)) {
        owner.answered(answered, true);
        output.show(place.with(gateway.denials().noAnswer(answered, "server", reason)));
        place = event.withoutId();
      } else if (message.asks() && message.requestId() != null) {
        requests.refuse(message.requestId(), reason);
      }
    }
    if (place == event) {
      withhold();
    }
  }

  private void noteId() {
    if (event.hasId()) {
      owner.resumable();
    }
  }

  private void endPassing() throws ProtocolViolationException {
    ResponseScanner passed = scanner;
    if (passed == null) {
      return;
    }
    owner.passed(passed);
    output.endPieces(event.head());
  }

  private void withhold() {
    output.show(event.marker());
  }

  private void whole(byte[] data) {
    if (lines == 0) {
      withhold();
    } else if (data.length == 0) {
      output.show(event.with(data));
    } else {
      try {
        message(reader.readBody(data), data);
      } catch (MalformedException e) {
        drop(e.reason().text());
        refuse(e.refused(), e.reason());
      }
    }
  }

  private void message(Message message, byte[] data) {
    if (message instanceof Message.Response answer) {
      response(answer, data);
    } else if (message instanceof Message.Notification told) {
      notification(told, data);
    } else if (message instanceof Message.Request asked) {
      requests.request(asked, event, data);
    }
  }

  private void response(Message.Response answer, byte[] data) {
    RequestId id = answer.id();
    if (id == null || !owner.expects(id)) {
      drop("a response without a request");
      withhold();
      return;
    }
    owner.received(answer);
    if (owner.filters(id)) {
      filter(id, answer);
    } else {
      owner.answered(id, answer.failed());
      output.show(event.with(data));
    }
  }

  private void notification(Message.Notification told, byte[] data) {
    Member cancelled = told.params().get("requestId");
    RequestId id = cancelled == null ? null : RequestId.of(cancelled);
    boolean ofWaiting =
        told.method().equals(ServerRequests.CANCELLED) && id != null && requests.cancel(id);
    if (ofWaiting || !told.method().startsWith("notifications/")) {
      withhold();
    } else {
      output.show(event.with(data));
    }
  }

  private void filter(RequestId id, Message.Response answer) {
    ServerSentEvent place = event;
    output.beginHeld();
    owner.filter(id, answer, text -> output.endHeld(place.with(text)));
  }
}
