// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedMethod;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.api.ToolGate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** What is no request of JSON-RPC and passes without a decision. Thread-safe. */
final class RelayExchange extends Exchange {

  /** What it is. */
  enum Kind {
    /** A notification, or the answer to a request of the server. */
    TOLD("POST"),
    /** The client listens. */
    STREAM("GET"),
    /** The client ends its session. */
    DELETE("DELETE");

    private final String method;

    Kind(String method) {
      this.method = method;
    }
  }

  private static final GateDoor.Asking NOTHING_YET = () -> {};

  private final Kind kind;
  private final Ledger.@Nullable Unanswered settles;
  private final boolean failed;
  private volatile boolean accepted;

  /** The questions about answers that are treated. */
  private final Map<RequestId, GateDoor.Asking> treating = new HashMap<>();

  private boolean over;

  /**
   * An exchange that has not begun.
   *
   * @param settles the request of the server that is answered, or null
   * @param failed whether it is answered with an error
   */
  RelayExchange(
      Gateway gateway,
      Reply reply,
      Caller caller,
      Budget.Share share,
      Kind kind,
      Ledger.@Nullable Unanswered settles,
      boolean failed) {
    super(gateway, reply, caller, share);
    this.kind = kind;
    this.settles = settles;
    this.failed = failed;
  }

  /** Passes it on. */
  void begin(byte @Nullable [] body) {
    forward(kind.method, body);
  }

  @Override
  @Nullable RequestId id() {
    return null;
  }

  @Override
  public AnswerSink answered(Response head) {
    int status = head.getStatus();
    HttpFields headers = toClient(head);
    if (status >= 400) {
      return refusal(head);
    }
    if (status < 200 || status >= 300) {
      return foreign(head);
    }
    accepted = true;
    if (kind == Kind.STREAM) {
      return status == 200 && UpstreamCall.isOf(head, Reply.EVENTS) ? events(head) : foreign(head);
    }
    AnswerSink nobody = nothing();
    reply.status(kind == Kind.TOLD ? 202 : status, headers);
    return nobody;
  }

  @Override
  public boolean expects(RequestId answer) {
    return kind == Kind.STREAM && gateway.ledger().isResumable(caller.key(answer));
  }

  @Override
  public void came(Message.Response answer) {
    RequestId id = answer.id();
    ToolGate.Decision allowed = id == null ? null : gateway.ledger().decision(caller.key(id));
    if (allowed != null) {
      gateway
          .desk()
          .with(caller.party())
          .noteTask(GovernedMethod.Direction.TO_SERVER, allowed.call(), answer);
    }
  }

  @Override
  public boolean mayTreat() {
    return gateway.ledger().mayTreat();
  }

  @Override
  public boolean treats(RequestId answer) {
    return gateway.ledger().treatment(caller.key(answer)) != null;
  }

  @Override
  public void treat(RequestId id, Message.Response answer, Consumer<byte[]> show) {
    Treatment treatment = gateway.ledger().treatment(caller.key(id));
    if (treatment == null || !begin(id)) {
      return; // it was shown elsewhere meanwhile, or is about to be shown here
    }
    gateway.ledger().came(caller.key(id), answer.failed());
    GateDoor.Asking question =
        treatment.begin(
            gateway.budget().share(caller.party().agent()),
            answer,
            text -> {
              forget(id);
              show.accept(text);
            });
    boolean late;
    synchronized (treating) {
      late = treating.computeIfPresent(id, (key, before) -> question) == null;
    }
    if (late) {
      question.giveUp();
    }
  }

  private boolean begin(RequestId id) {
    synchronized (treating) {
      return !over && treating.putIfAbsent(id, NOTHING_YET) == null;
    }
  }

  private void forget(RequestId id) {
    synchronized (treating) {
      treating.remove(id);
    }
    answered(id, false);
  }

  @Override
  public byte @Nullable [] tooLong(@Nullable RequestId id) {
    Treatment treatment = id == null ? null : gateway.ledger().treatment(caller.key(id));
    if (id == null || treatment == null) {
      return null;
    }
    answered(id, false);
    return treatment.tooLarge();
  }

  @Override
  public void answered(RequestId answer, boolean answerFailed) {
    Ledger.Unanswered resumed = gateway.ledger().resumed(caller.key(answer));
    if (resumed != null) {
      gateway.ledger().ended(resumed, answerFailed);
    }
  }

  @Override
  public void resumable() {
    // nothing that would be answered
  }

  @Override
  void ended() {
    List<GateDoor.Asking> questions;
    synchronized (treating) {
      over = true;
      questions = List.copyOf(treating.values());
      treating.clear();
    }
    questions.forEach(GateDoor.Asking::giveUp);
    if (settles != null) {
      gateway.ledger().ended(settles, failed || !accepted);
    }
  }

  @Override
  public void stop() {
    reply.abort();
  }
}
