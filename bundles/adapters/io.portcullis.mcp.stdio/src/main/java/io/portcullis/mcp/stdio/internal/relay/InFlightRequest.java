// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.relay.RelayedRequest;
import io.portcullis.mcp.relay.RequestTransport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight, over the two streams of its {@link RequestRelay}. Its fields that change
 * are guarded by the lock of the relay.
 */
public final class InFlightRequest implements RequestTransport {
  private final RequestRelay relay;
  private final RelayedRequest relayed;
  private final boolean whole;
  private final long bytes;

  /** The thread that writes the lines it causes by itself. */
  private Thread pump = Thread.currentThread();

  private boolean admitted;
  private boolean waiting;
  private boolean left;

  InFlightRequest(RequestRelay relay, Message.Request request) {
    this.relay = relay;
    relayed = relay.relayed(request, this);
    Classification classification = relayed.classification();
    whole = relay.filter().buffers(classification, request);
    bytes = heldBytes(request, classification, relay.mayHold());
  }

  private static long heldBytes(
      Message.Request request, Classification classification, boolean mayHold) {
    if (classification instanceof Classification.Govern governed) {
      return (long) request.text().length() + governed.request().call().arguments().length();
    }
    return mayHold ? request.text().length() : 0;
  }

  RelayedRequest relayed() {
    return relayed;
  }

  RequestId id() {
    return relayed.request().id();
  }

  /** Returns the method of the request. */
  public String method() {
    return relayed.request().method();
  }

  /** Whether the response must be treated as a whole. */
  public boolean whole() {
    return whole;
  }

  @Override
  public @Nullable DenialCode admit(boolean governed) {
    DenialCode full = relay.reserve(bytes, governed);
    admitted = full == null;
    waiting = admitted && governed;
    return full;
  }

  @Override
  public void decided() {
    waiting = false;
    relay.releaseWaiting(left ? bytes : 0);
  }

  /** A cancelled request keeps its bytes until the gate has answered. */
  @Override
  public void leave() {
    left = true;
    relay.remove(this, admitted && !waiting ? bytes : 0);
  }

  @Override
  public @Nullable DenialCode denialBeforeForwarding(String text) {
    return null;
  }

  @Override
  public Runnable forward(String text) {
    relay.addToReceiver(text, relayed.classification() instanceof Classification.Govern);
    return wake();
  }

  @Override
  public Runnable deny(Denial denial) {
    relay.addDenial(relayed, denial);
    return wake();
  }

  @Override
  public Runnable respond(String text) {
    return write(RequestRelay.line(text));
  }

  /** MCP wants no response to a cancelled request. */
  @Override
  public Runnable cancelled(@Nullable String undecided) {
    return NO_STEP;
  }

  @Override
  public GateClient.PendingDecision filter(Message.Response response, Consumer<byte[]> deliver) {
    return relay
        .filter()
        .filter(
            relayed.request(),
            relayed.classification(),
            response,
            text -> deliver.accept(RequestRelay.line(text)));
  }

  @Override
  public void reported() {
    relay.reported();
  }

  Runnable write(byte[] line) {
    relay.addToSender(line);
    return wake();
  }

  /** Makes the current thread the one that writes its lines by itself; the lock must be held. */
  void pumpedHere() {
    pump = Thread.currentThread();
  }

  /** The pump writes after its line; a thread of the gate must not block on a stream. */
  private Runnable wake() {
    return Thread.currentThread() == pump ? NO_STEP : relay::wake;
  }
}
