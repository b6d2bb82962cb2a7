// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.server;

import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.body.ServerRequests;
import io.portcullis.mcp.http.internal.context.CancellableCall;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.context.PendingRequests;
import io.portcullis.mcp.http.internal.exchange.CallExchange;
import io.portcullis.mcp.http.internal.exchange.RelayExchange;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.McpHeaderValidator;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RefusedMessage;
import io.portcullis.mcp.jsonrpc.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Reads the messages of clients and begins their exchanges. Thread-safe. */
final class MessageDispatcher {
  private static final int INVALID_REQUEST = -32_600;

  private final ExchangeContext gateway;

  MessageDispatcher(ExchangeContext gateway) {
    this.gateway = gateway;
  }

  /** Responds with an error that has no id. */
  void refuse(ClientResponse reply, int status, String word, String text) {
    reply.json(
        status, gateway.denials().problem(null, INVALID_REQUEST, word, text), HttpFields.EMPTY);
  }

  /** Enters an exchange without a decision; the caller begins it. */
  RelayExchange relay(
      Caller caller,
      ClientResponse reply,
      MemoryBudget.Reservation share,
      RelayExchange.Kind kind,
      PendingRequests.@Nullable Unanswered settles,
      boolean failed) {
    RelayExchange exchange =
        new RelayExchange(gateway, reply, caller, share, kind, settles, failed);
    exchange.enter();
    return exchange;
  }

  /** Refuses messages: a request gets an error with its id, a response ends its request. */
  void refused(
      Caller caller,
      ClientResponse reply,
      List<RefusedMessage> messages,
      MalformedException.Reason reason) {
    for (RefusedMessage message : messages) {
      RequestId answered = message.answeredId();
      PendingRequests.Unanswered asked =
          answered == null ? null : gateway.pendingRequests().answer(caller.key(answered));
      if (answered != null && asked != null) {
        gateway.pendingRequests().ended(asked, true);
        gateway.tell(caller, gateway.denials().noAnswer(answered, "client", reason));
      }
    }
    RequestId id = onlyRequest(caller, messages);
    reply.json(400, gateway.denials().malformed(id, reason), HttpFields.EMPTY);
  }

  /** Returns the id of a single request, unless its id is in use. */
  private @Nullable RequestId onlyRequest(Caller caller, List<RefusedMessage> messages) {
    List<RefusedMessage> asking = messages.stream().filter(RefusedMessage::expectsAnswer).toList();
    RequestId id = asking.size() == 1 ? asking.get(0).requestId() : null;
    boolean inUse =
        id != null
            && !caller.session().isEmpty()
            && !gateway.pendingRequests().findAll(caller.key(id)).isEmpty();
    return inUse ? null : id;
  }

  /** Reads a message and begins its exchange; an unreadable one is refused. */
  void message(Caller caller, ClientResponse reply, MemoryBudget.Reservation share, byte[] body) {
    Message message;
    try {
      message = gateway.reader().readBody(body);
    } catch (MalformedException e) {
      refused(caller, reply, e.refused(), e.reason());
      return;
    }
    if (gateway.headerValidator().agree(caller.headers(), message)) {
      begin(message, caller, reply, share);
    } else {
      refuseMismatch(message, reply);
    }
  }

  private void refuseMismatch(Message message, ClientResponse reply) {
    RequestId id = message instanceof Message.Request request ? request.id() : null;
    reply.json(
        400,
        gateway
            .denials()
            .problem(
                id,
                McpHeaderValidator.MISMATCH,
                "header_mismatch",
                "a header differs from the message"),
        HttpFields.EMPTY);
  }

  private void begin(
      Message message, Caller caller, ClientResponse reply, MemoryBudget.Reservation share) {
    if (message instanceof Message.Request request) {
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
      Caller caller,
      ClientResponse reply,
      MemoryBudget.Reservation share,
      Message.Notification told) {
    if (!told.method().startsWith("notifications/")) {
      // A request without an id, which some servers would run.
      refuse(reply, 400, "notification", "the message is not a notification");
    } else if (told.method().equals(ServerRequests.CANCELLED) && !isForServer(caller, told)) {
      reply.status(202, HttpFields.EMPTY);
    } else {
      relay(caller, reply, share, RelayExchange.Kind.MESSAGE, null, false)
          .begin(told.text().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Cancels requests, and checks whether the server needs the cancellation; it never sees a waiting
   * request. Without a session the gateway cannot know which client of an agent cancels, and all of
   * them count their requests from the same number. Such a client closes the request instead.
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
    boolean passedOn = gateway.pendingRequests().isResumable(key);
    for (CancellableCall call : gateway.pendingRequests().findAll(key)) {
      passedOn |= !call.cancel();
    }
    return passedOn;
  }

  private void answer(
      Caller caller,
      ClientResponse reply,
      MemoryBudget.Reservation share,
      Message.Response answer) {
    RequestId id = answer.id();
    PendingRequests.Unanswered asked =
        id == null ? null : gateway.pendingRequests().answer(caller.key(id));
    if (asked == null) {
      refuse(reply, 400, "no_request", "no request waits for this response");
    } else {
      if (asked.decision() != null) {
        gateway
            .responseFilter()
            .forCaller(caller.party())
            .recordTask(GovernedMethod.Direction.TO_CLIENT, asked.decision().call(), answer);
      }
      relay(caller, reply, share, RelayExchange.Kind.MESSAGE, asked, answer.failed())
          .begin(answer.text().getBytes(StandardCharsets.UTF_8));
    }
  }
}
