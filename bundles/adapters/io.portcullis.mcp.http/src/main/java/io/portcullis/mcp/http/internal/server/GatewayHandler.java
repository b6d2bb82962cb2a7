// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.server;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.access.CrossOrigin;
import io.portcullis.mcp.http.internal.access.OriginValidator;
import io.portcullis.mcp.http.internal.access.TokenRefusals;
import io.portcullis.mcp.http.internal.connection.ConnectionTable;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.exchange.RelayExchange;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResourceMetadata;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.HeaderForwarding;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.RefusedMessage;
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

/** Admits HTTP requests and reads their bodies. Thread-safe. */
public final class GatewayHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayHandler.class);

  /** JSON, perhaps with parameters; a charset must be UTF-8, which JSON always is. */
  private static final Pattern JSON =
      Pattern.compile(
          "application/json([ \t]*;[ \t]*(charset=(\"utf-8\"|utf-8)|(?!charset)[\\w-]+=[\\w.-]+))*["
              + " \t]*;?[ \t]*",
          Pattern.CASE_INSENSITIVE);

  private final ExchangeContext gateway;
  private final Supplier<@Nullable OriginValidator> perimeter;
  private final CallerAuthenticator callers;
  private final ConnectionTable connections;
  private final TokenRefusals refusals;
  private final HeaderForwarding passed;
  private final String path;
  private final String server;
  private final MessageDispatcher messages;

  public GatewayHandler(
      ExchangeContext gateway,
      Supplier<@Nullable OriginValidator> perimeter,
      CallerAuthenticator callers,
      ConnectionTable connections,
      TokenRefusals refusals,
      HeaderForwarding passed,
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
    messages = new MessageDispatcher(gateway);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A wait may be long; the exchange detects silence.
    request.addIdleTimeoutListener(timeout -> false);
    ClientResponse reply = new ClientResponse(request, response, callback);
    ConnectionTable.Place place =
        connections.begin(request.getConnectionMetaData().getConnection().getEndPoint());
    if (place == null) { // the connection was closed for another one
      reply.abort();
      return true;
    }
    reply.onOver(place::end);
    serve(request, response, reply, place);
    return true;
  }

  private void serve(
      Request request, Response response, ClientResponse reply, ConnectionTable.Place place) {
    HttpFields headers = HttpFields.build(request.getHeaders()).asImmutable();
    OriginValidator within = perimeter.get();
    if (within == null || !within.admits(headers)) {
      reply.status(403, HttpFields.EMPTY);
    } else {
      response.getHeaders().add(CrossOrigin.answer(headers));
      route(request, headers, reply, place);
    }
  }

  private void route(
      Request request, HttpFields headers, ClientResponse reply, ConnectionTable.Place place) {
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
  }

  /** Serves the metadata without a token, which a client gets only after reading them. */
  private void describe(
      Request request, HttpFields headers, ResourceMetadata metadata, ClientResponse reply) {
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
      Request request, HttpFields headers, ClientResponse reply, ConnectionTable.Place place) {
    AgentIdentity agent = callers.of(headers);
    if (agent == null) {
      unknown(headers, reply, place);
    } else if (!isPlainlyFramed(headers)) {
      messages.refuse(
          reply, 501, "transfer_encoding", "the only accepted transfer encoding is chunked");
    } else if (passed.ambiguous(headers)) {
      messages.refuse(reply, 400, "header", "a header is repeated");
    } else {
      place.accepted();
      bound(request, gateway.ids().caller(new CallerContext(agent, server), headers), reply, place);
    }
  }

  /** Delays clients that guess tokens. Many clients begin with a request without a token. */
  private void unknown(HttpFields headers, ClientResponse reply, ConnectionTable.Place place) {
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
      Request request, @Nullable Caller found, ClientResponse reply, ConnectionTable.Place place) {
    Caller caller = found == null ? null : gateway.ids().resuming(found);
    if (found == null) {
      messages.refuse(reply, 404, "session", "the session does not exist");
    } else if (caller == null) {
      messages.refuse(reply, 400, "last_event", "the event does not exist");
    } else if (!gateway.admit(caller.party().agent(), reply)) {
      reply.status(503, HttpFields.EMPTY);
    } else if (request.getMethod().equals("POST")) {
      post(request, caller, reply, place);
    } else {
      withoutBody(request, caller, reply);
    }
  }

  private void withoutBody(Request request, Caller caller, ClientResponse reply) {
    HttpFields headers = caller.headers();
    boolean empty = headers.getLongField(HttpHeader.CONTENT_LENGTH) <= 0;
    if (!empty || headers.contains(HttpHeader.TRANSFER_ENCODING)) {
      messages.refuse(reply, 400, "body", "only a POST has a body");
      return;
    }
    RelayExchange.Kind kind =
        request.getMethod().equals("GET") ? RelayExchange.Kind.STREAM : RelayExchange.Kind.DELETE;
    messages
        .relay(
            caller, reply, gateway.budget().reservation(caller.party().agent()), kind, null, false)
        .begin(null);
  }

  private void post(
      Request request, Caller caller, ClientResponse reply, ConnectionTable.Place place) {
    if (!isPlainJson(caller.headers())) {
      messages.refuse(reply, 415, "media_type", "a message is application/json, in no encoding");
      return;
    }
    MemoryBudget.Reservation share = gateway.budget().reservation(caller.party().agent());
    reply.onOver(share::close);
    int most = gateway.limits().maxMessageBytes();
    place.bodyBegins();
    new RequestBodyReader(request, most, share, new BodyListener(caller, reply, share, place))
        .run();
  }

  /** Passes the body of a request on to the dispatcher. */
  private final class BodyListener implements RequestBodyReader.Reader {
    private final Caller caller;
    private final ClientResponse reply;
    private final MemoryBudget.Reservation share;
    private final ConnectionTable.Place place;

    private BodyListener(
        Caller caller,
        ClientResponse reply,
        MemoryBudget.Reservation share,
        ConnectionTable.Place place) {
      this.caller = caller;
      this.reply = reply;
      this.share = share;
      this.place = place;
    }

    @Override
    public void read(byte[] body) {
      place.bodyEnds();
      messages.message(caller, reply, share, body);
    }

    @Override
    public void tooLong(List<RefusedMessage> refused) {
      messages.refused(caller, reply, refused, MalformedException.Reason.TOO_LARGE);
    }

    @Override
    public void noRoom() {
      messages.refuse(reply, 503, "busy", "too many requests are in progress");
    }

    @Override
    public void broken(Throwable failure) {
      LOG.debug("A client did not send its whole request", failure);
      messages.refuse(reply, 400, "body", "the body is incomplete or its framing is invalid");
    }
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
}
