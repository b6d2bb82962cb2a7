// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.GovernedMethod;
import io.portcullis.adapter.mcp.protocol.MalformedException;
import io.portcullis.adapter.mcp.protocol.Member;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.Party;
import io.portcullis.adapter.mcp.protocol.RefusedMessage;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.api.AgentIdentity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets HTTP requests in, reads what they hold and begins their exchange. Thread-safe. */
final class GatewayHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayHandler.class);
  private static final int INVALID_REQUEST = -32_600;

  /** JSON, perhaps with parameters, of which one may say that it is UTF-8, as JSON always is. */
  private static final Pattern JSON =
      Pattern.compile(
          "application/json([ \t]*;[ \t]*(charset=(\"utf-8\"|utf-8)|(?!charset)[\\w-]+=[\\w.-]+))*["
              + " \t]*;?[ \t]*",
          Pattern.CASE_INSENSITIVE);

  private final Gateway gateway;
  private final Supplier<@Nullable Perimeter> perimeter;
  private final Callers callers;
  private final ConnectionTable connections;
  private final TokenRefusals refusals;
  private final PassedHeaders passed;
  private final String path;
  private final String server;

  GatewayHandler(
      Gateway gateway,
      Supplier<@Nullable Perimeter> perimeter,
      Callers callers,
      ConnectionTable connections,
      TokenRefusals refusals,
      PassedHeaders passed,
      String path,
      String server) {
    this.gateway = gateway;
    this.perimeter = perimeter;
    this.callers = callers;
    this.connections = connections;
    this.refusals = refusals;
    this.passed = passed;
    this.path = path;
    this.server = server;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A wait may be long; whoever is silent for too long is found by the exchange.
    request.addIdleTimeoutListener(timeout -> false);
    Reply reply = new Reply(request, response, callback);
    ConnectionTable.Place place =
        connections.begin(request.getConnectionMetaData().getConnection().getEndPoint());
    if (place == null) { // it was closed to make room for another one
      reply.abort();
      return true;
    }
    reply.onOver(place::end);
    HttpFields headers = HttpFields.build(request.getHeaders()).asImmutable();
    Perimeter within = perimeter.get();
    if (within == null || !within.admits(headers)) {
      reply.status(403, HttpFields.EMPTY);
      return true;
    }
    response.getHeaders().add(CrossOrigin.answer(headers));
    ResourceMetadata metadata = gateway.metadata();
    if (metadata != null && metadata.isAt(request.getHttpURI().getPath())) {
      describe(request, headers, metadata, reply);
    } else if (!path.equals(request.getHttpURI().getPath())) {
      reply.status(404, HttpFields.EMPTY);
    } else if (CrossOrigin.isPreflight(request.getMethod(), headers)) {
      reply.status(204, CrossOrigin.preflight(headers, passed));
    } else if (!List.of("POST", "GET", "DELETE").contains(request.getMethod())) {
      reply.status(405, HttpFields.from(new HttpField(HttpHeader.ALLOW, "POST, GET, DELETE")));
    } else {
      known(request, headers, reply, place);
    }
    return true;
  }

  /** Needs no token: a client has none before it has read this. */
  private void describe(
      Request request, HttpFields headers, ResourceMetadata metadata, Reply reply) {
    if (CrossOrigin.isPreflight(request.getMethod(), headers)) {
      reply.status(204, CrossOrigin.preflight(headers, passed));
    } else if (!request.getMethod().equals("GET")) {
      reply.status(405, HttpFields.from(new HttpField(HttpHeader.ALLOW, "GET")));
    } else if (!gateway.admit(AgentIdentity.UNKNOWN, reply)) {
      reply.status(503, HttpFields.EMPTY);
    } else {
      metadata.answer(headers, reply);
    }
  }

  private void known(
      Request request, HttpFields headers, Reply reply, ConnectionTable.Place place) {
    AgentIdentity agent = callers.of(headers);
    if (agent == null) {
      unknown(headers, reply, place);
    } else if (!isPlainlyFramed(headers)) {
      refuse(reply, 501, "transfer_encoding", "no transfer encoding is known but chunked");
    } else if (passed.ambiguous(headers)) {
      refuse(reply, 400, "header", "a header is there more than once");
    } else {
      place.accepted();
      bound(request, gateway.ids().caller(new Party(agent, server), headers), reply, place);
    }
  }

  /** A client that guesses tokens has to wait. Many clients begin with a request without one. */
  private void unknown(HttpFields headers, Reply reply, ConnectionTable.Place place) {
    boolean proves = callers.refusal() == 401;
    long pause =
        proves && headers.contains(HttpHeader.AUTHORIZATION) ? refusals.refused(place.peer()) : 0;
    if (pause > 0) {
      reply.status(
          429,
          HttpFields.from(
              new HttpField(HttpHeader.RETRY_AFTER, Long.toString(pause)),
              new HttpField(HttpHeader.CONNECTION, "close")));
    } else {
      HttpFields challenge =
          proves
              ? HttpFields.from(new HttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer"))
              : HttpFields.EMPTY;
      reply.status(callers.refusal(), challenge);
    }
  }

  private void bound(
      Request request, @Nullable Caller found, Reply reply, ConnectionTable.Place place) {
    Caller caller = found == null ? null : gateway.ids().resuming(found);
    if (found == null) {
      refuse(reply, 404, "session", "there is no such session");
    } else if (caller == null) {
      refuse(reply, 400, "last_event", "there is no such place in a stream");
    } else if (!gateway.admit(caller.party().agent(), reply)) {
      reply.status(503, HttpFields.EMPTY);
    } else if (request.getMethod().equals("POST")) {
      post(request, caller, reply, place);
    } else {
      withoutBody(request, caller, reply);
    }
  }

  private void refuse(Reply reply, int status, String word, String text) {
    reply.json(
        status, gateway.denials().problem(null, INVALID_REQUEST, word, text), HttpFields.EMPTY);
  }

  private void withoutBody(Request request, Caller caller, Reply reply) {
    HttpFields headers = caller.headers();
    boolean empty = headers.getLongField(HttpHeader.CONTENT_LENGTH) <= 0;
    if (!empty || headers.contains(HttpHeader.TRANSFER_ENCODING)) {
      refuse(reply, 400, "body", "only a POST has a body");
      return;
    }
    RelayExchange.Kind kind =
        request.getMethod().equals("GET") ? RelayExchange.Kind.STREAM : RelayExchange.Kind.DELETE;
    relay(caller, reply, gateway.budget().share(caller.party().agent()), kind, null, false)
        .begin(null);
  }

  private RelayExchange relay(
      Caller caller,
      Reply reply,
      Budget.Share share,
      RelayExchange.Kind kind,
      Ledger.@Nullable Unanswered settles,
      boolean failed) {
    RelayExchange exchange =
        new RelayExchange(gateway, reply, caller, share, kind, settles, failed);
    exchange.enter();
    return exchange;
  }

  private void post(Request request, Caller caller, Reply reply, ConnectionTable.Place place) {
    if (!isPlainJson(caller.headers())) {
      refuse(reply, 415, "media_type", "a message is application/json, in no encoding");
      return;
    }
    Budget.Share share = gateway.budget().share(caller.party().agent());
    reply.onOver(share::close);
    int most = gateway.limits().maxMessageBytes();
    place.bodyBegins();
    new BodyReader(
            request,
            most,
            share,
            new BodyReader.Reader() {
              @Override
              public void read(byte[] body) {
                place.bodyEnds();
                message(caller, reply, share, body);
              }

              @Override
              public void tooLong(List<RefusedMessage> refused) {
                refused(caller, reply, refused, MalformedException.Reason.TOO_LARGE);
              }

              @Override
              public void noRoom() {
                refuse(reply, 503, "busy", "too much is under way");
              }

              @Override
              public void broken(Throwable failure) {
                LOG.debug("a request was not sent to its end", failure);
                refuse(reply, 400, "body", "the body is not complete, or not framed as it must be");
              }
            })
        .run();
  }

  private static boolean isPlainlyFramed(HttpFields headers) {
    List<String> codings = headers.getValuesList(HttpHeader.TRANSFER_ENCODING);
    return codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
  }

  private static boolean isPlainJson(HttpFields headers) {
    List<String> types = headers.getValuesList(HttpHeader.CONTENT_TYPE);
    List<String> encodings = headers.getValuesList(HttpHeader.CONTENT_ENCODING);
    return types.size() == 1
        && JSON.matcher(types.get(0)).matches()
        && (encodings.isEmpty() || encodings.equals(List.of("identity")));
  }

  /** A request has its id in the error; a response ends the server's request that it answers. */
  private void refused(
      Caller caller, Reply reply, List<RefusedMessage> messages, MalformedException.Reason reason) {
    for (RefusedMessage message : messages) {
      RequestId answered = message.answeredId();
      Ledger.Unanswered asked =
          answered == null ? null : gateway.ledger().answer(caller.key(answered));
      if (answered != null && asked != null) {
        gateway.ledger().ended(asked, true);
        gateway.tell(caller, gateway.denials().noAnswer(answered, "client", reason));
      }
    }
    RequestId id = onlyRequest(caller, messages);
    reply.json(400, gateway.denials().malformed(id, reason), HttpFields.EMPTY);
  }

  /** The id of the request, if there is one and no other under its id. */
  private @Nullable RequestId onlyRequest(Caller caller, List<RefusedMessage> messages) {
    List<RefusedMessage> asking = messages.stream().filter(RefusedMessage::expectsAnswer).toList();
    RequestId id = asking.size() == 1 ? asking.get(0).requestId() : null;
    boolean inUse =
        id != null
            && !caller.session().isEmpty()
            && !gateway.ledger().under(caller.key(id)).isEmpty();
    return inUse ? null : id;
  }

  private void message(Caller caller, Reply reply, Budget.Share share, byte[] body) {
    Message message;
    try {
      message = gateway.reader().readBody(body);
    } catch (MalformedException e) {
      refused(caller, reply, e.refused(), e.reason());
      return;
    }
    if (!gateway.mirrored().agree(caller.headers(), message)) {
      RequestId id = message instanceof Message.Request request ? request.id() : null;
      reply.json(
          400,
          gateway
              .denials()
              .problem(
                  id,
                  MirroredHeaders.MISMATCH,
                  "header_mismatch",
                  "a header says something else than the message"),
          HttpFields.EMPTY);
    } else if (message instanceof Message.Request request) {
      CallExchange exchange = new CallExchange(gateway, reply, caller, share, request);
      exchange.enter();
      exchange.begin();
    } else if (message instanceof Message.Notification told) {
      notification(caller, reply, share, told);
    } else if (message instanceof Message.Response answer) {
      answer(caller, reply, share, answer);
    }
  }

  private void notification(
      Caller caller, Reply reply, Budget.Share share, Message.Notification told) {
    if (!told.method().startsWith("notifications/")) {
      // A request without an id, which some would run all the same.
      refuse(reply, 400, "notification", "the message is no notification");
    } else if (told.method().equals(ServerRequests.CANCELLED) && !isForServer(caller, told)) {
      reply.status(202, HttpFields.EMPTY);
    } else {
      relay(caller, reply, share, RelayExchange.Kind.TOLD, null, false)
          .begin(told.text().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Whether the server has to know that a request is cancelled; it never sees a waiting one.
   * Without a session nothing says which of an agent's clients cancels, and each counts its
   * requests from the same number. Such a client closes the request instead.
   */
  private boolean isForServer(Caller caller, Message.Notification cancellation) {
    if (caller.session().isEmpty()) {
      return false;
    }
    Member member = cancellation.params().get("requestId");
    RequestId id = member == null ? null : RequestId.of(member);
    if (id == null || cancellation.params().hasCaseVariantOf(List.of("requestId"))) {
      return false;
    }
    Caller.Key key = caller.key(id);
    boolean passedOn = gateway.ledger().isResumable(key);
    for (CancellableCall call : gateway.ledger().under(key)) {
      passedOn |= !call.cancel();
    }
    return passedOn;
  }

  private void answer(Caller caller, Reply reply, Budget.Share share, Message.Response answer) {
    RequestId id = answer.id();
    Ledger.Unanswered asked = id == null ? null : gateway.ledger().answer(caller.key(id));
    if (asked == null) {
      refuse(reply, 400, "no_request", "nobody waits for this answer");
    } else {
      if (asked.decision() != null) {
        gateway
            .desk()
            .with(caller.party())
            .noteTask(GovernedMethod.Direction.TO_CLIENT, asked.decision().call(), answer);
      }
      relay(caller, reply, share, RelayExchange.Kind.TOLD, asked, answer.failed())
          .begin(answer.text().getBytes(StandardCharsets.UTF_8));
    }
  }
}
