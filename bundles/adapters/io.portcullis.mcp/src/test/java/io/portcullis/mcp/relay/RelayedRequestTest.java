// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.response.ResponseFilter;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.response.ToolPins;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of a relayed request, when its gate, client or server misbehaves. */
class RelayedRequestTest {
  private static final MessageReader READER = new MessageReader(10_000);
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"write\"}}";
  private static final byte[] FILTERED = "filtered".getBytes(StandardCharsets.UTF_8);

  private final List<String> steps = new ArrayList<>();
  private final List<ToolOutcome.Kind> reports = new ArrayList<>();
  private final HeldStage stage = new HeldStage();
  private final FakeTransport transport = new FakeTransport();
  private final FakeGate gate = new FakeGate();
  private final RelayedRequest request = relayed(CALL);

  /** A stage whose listener can be called as often as a test wants. */
  private static final class HeldStage extends CompletableFuture<ToolGate.Decision> {
    private boolean cancelled;
    private @Nullable BiConsumer<? super ToolGate.Decision, ? super Throwable> listener;

    @Override
    public CompletableFuture<ToolGate.Decision> whenComplete(
        BiConsumer<? super ToolGate.Decision, ? super Throwable> action) {
      listener = action;
      return this;
    }

    @Override
    public boolean cancel(boolean interrupt) {
      cancelled = true;
      return true;
    }

    void answer(ToolGate.Decision decision) {
      if (listener != null) {
        listener.accept(decision, null);
      }
    }
  }

  private final class FakeGate implements ToolGate {
    private Runnable whileAsked = () -> {};
    private @Nullable ToolCall asked;

    @Override
    public CompletionStage<Decision> decide(ToolCall call) {
      asked = call;
      whileAsked.run();
      return stage;
    }

    @Override
    public void report(Decision decision, ToolOutcome.Kind outcome) {
      reports.add(outcome);
    }

    @Override
    public <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
        ToolCall call, Tool<? extends CompletionStage<T>> tool) {
      throw new UnsupportedOperationException();
    }
  }

  private final class FakeTransport implements RequestTransport {
    private @Nullable DenialCode full;
    private @Nullable RuntimeException failure;
    private Runnable whileChecked = () -> {};
    private @Nullable Consumer<byte[]> deliver;
    private boolean filterCancelled;

    @Override
    public @Nullable DenialCode admit(boolean governed) {
      return full;
    }

    @Override
    public void decided() {
      steps.add("decided");
    }

    @Override
    public void leave() {
      steps.add("leave");
    }

    @Override
    public @Nullable DenialCode denialBeforeForwarding(String text) {
      whileChecked.run();
      if (failure != null) {
        throw failure;
      }
      return null;
    }

    @Override
    public Runnable forward(String text) {
      return () -> steps.add("forward");
    }

    @Override
    public Runnable deny(Denial denial) {
      return () -> steps.add("deny " + denial.code().word());
    }

    @Override
    public Runnable respond(String text) {
      return () -> steps.add("respond");
    }

    @Override
    public Runnable cancelled(@Nullable String undecided) {
      return () -> steps.add("cancelled");
    }

    @Override
    public GateClient.PendingDecision filter(Message.Response response, Consumer<byte[]> then) {
      deliver = then;
      return () -> filterCancelled = true;
    }

    @Override
    public void reported() {
      steps.add("reported");
    }

    void deliver() {
      if (deliver != null) {
        deliver.accept(FILTERED);
      }
    }
  }

  private RelayedRequest relayed(String text) {
    return relayed(text, ResponseFilterOptions.NONE);
  }

  private RelayedRequest relayed(String text, ResponseFilterOptions options) {
    GateClient client = new GateClient(() -> gate, READER);
    ResponseFilter filter =
        new ResponseFilter(
            options,
            new CallerContext(AgentIdentity.UNKNOWN, "files"),
            client,
            new DenialWriter(4003, READER),
            READER,
            10_000);
    return new RelayedRequest(
        new Object(),
        GovernedMethod.Direction.TO_SERVER,
        (Message.Request) message(text),
        client,
        filter,
        transport);
  }

  /** Pins that know one annotation, or fail. */
  private record AnnotatedPins(boolean failing) implements ToolPins {
    @Override
    public PinStatus status(String server, String tool) {
      return PinStatus.PINNED;
    }

    @Override
    public Map<String, Boolean> hints(String server, String tool) {
      if (failing) {
        throw new IllegalStateException("on purpose");
      }
      return server.equals("files") && tool.equals("write")
          ? Map.of("destructive", true)
          : Map.of();
    }

    @Override
    public CompletionStage<PinComparison> compare(String server, Map<String, String> definitions) {
      throw new UnsupportedOperationException();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gateIsAskedWithTheAnnotationsOfAPinnedTool(boolean failing) {
    ToolPins pins = new AnnotatedPins(failing);
    relayed(CALL, new ResponseFilterOptions(false, false, () -> pins)).begin();

    assertThat(gate.asked).isNotNull();
    assertThat(gate.asked.tool()).isEqualTo("write");
    assertThat(gate.asked.hints()).isEqualTo(failing ? Map.of() : Map.of("destructive", true));
  }

  private static Message message(String text) {
    try {
      return READER.message(text);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Message.Response response() {
    return (Message.Response) message("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  private static ToolGate.Decision allow() {
    return new ToolGate.Decision(
        ToolCall.of("write", "{}"),
        new Verdict.Allow(Verdict.Basis.AUTHORITY, "reason", "rule", List.of()));
  }

  private void forwarded() {
    request.begin();
    stage.answer(allow());
    steps.clear();
  }

  private void held() {
    forwarded();
    request.hold(response(), text -> () -> steps.add(new String(text, StandardCharsets.UTF_8)));
    steps.clear();
  }

  @Test
  void forwardsNothingBeforeTheGateAllows() {
    request.begin();
    assertThat(steps).isEmpty();
    stage.answer(allow());
    assertThat(steps).containsExactly("decided", "forward");
  }

  @Test
  void forwardsOnceWhenTheGateAllowsTwice() {
    request.begin();
    stage.answer(allow());
    stage.answer(allow());
    assertThat(steps).containsExactly("decided", "forward");
  }

  @Test
  void beginsOnce() {
    transport.full = DenialCode.BUSY;
    request.begin();
    request.begin();
    assertThat(steps).containsExactly("leave", "deny busy");
  }

  @Test
  void deniesWhenTheLastCheckThrows() {
    transport.failure = new IllegalStateException("a fault of the check");
    request.begin();
    stage.answer(allow());
    assertThat(steps).containsExactly("decided", "leave", "deny fault");
    assertThat(reports).containsExactly(ToolOutcome.Kind.DENIED);
  }

  @Test
  void forwardsNothingWhenCancelledBeforeTheAllow() {
    request.begin();
    assertThat(request.cancel(null)).isTrue();
    stage.answer(allow());
    assertThat(stage.cancelled).isTrue();
    assertThat(steps).containsExactly("leave", "cancelled", "decided");
    assertThat(reports).containsExactly(ToolOutcome.Kind.DENIED);
  }

  @Test
  void forwardsNothingWhenCancelledDuringTheLastCheck() {
    transport.whileChecked = () -> request.cancel(null);
    request.begin();
    stage.answer(allow());
    assertThat(steps).containsExactly("decided", "leave", "cancelled");
    assertThat(reports).containsExactly(ToolOutcome.Kind.DENIED);
  }

  @Test
  void cancelsTheQuestionWhenCancelledWhileTheGateIsAsked() {
    gate.whileAsked = () -> request.cancel(null);
    request.begin();
    assertThat(stage.cancelled).isTrue();
  }

  @Test
  void forwardsNothingWhenTheConnectionEndsBeforeItBegins() {
    request.disconnect(null);
    request.begin();
    assertThat(steps).containsExactly("leave");
  }

  @Test
  void deniesOnceWhenClosedWhileItWaits() {
    request.begin();
    request.close();
    request.close();
    stage.answer(allow());
    assertThat(steps).containsExactly("leave", "deny closed", "decided");
    assertThat(reports).containsExactly(ToolOutcome.Kind.DENIED);
  }

  @Test
  void leavesAForwardedRequestAloneUnlessItsCancellationIsForwarded() {
    forwarded();
    assertThat(request.cancel(null)).isFalse();
    assertThat(request.cancel(() -> steps.add("forward cancellation"))).isTrue();
    assertThat(steps).containsExactly("forward cancellation", "leave", "reported");
    assertThat(reports).containsExactly(ToolOutcome.Kind.FAILED);
  }

  @Test
  void expectsNoResponseBeforeItIsForwardedOrTwice() {
    request.begin();
    assertThat(request.startResponse()).isFalse();
    stage.answer(allow());
    assertThat(request.startResponse()).isTrue();
    assertThat(request.startResponse()).isFalse();
  }

  @Test
  void reportsOnceWhenTheResponseComesTwiceAndTheServerEnds() {
    forwarded();
    assertThat(request.complete(false)).isTrue();
    assertThat(request.complete(true)).isFalse();
    request.disconnect(null);
    request.close();
    assertThat(steps).containsExactly("leave", "reported");
    assertThat(reports).containsExactly(ToolOutcome.Kind.COMPLETED);
  }

  @Test
  void reportsAFailureWhenTheServerEndsWithoutAResponse() {
    forwarded();
    request.close();
    assertThat(request.complete(false)).isFalse();
    assertThat(reports).containsExactly(ToolOutcome.Kind.FAILED);
  }

  @Test
  void handsTheDecisionOverInsteadOfReportingIt() {
    List<ToolGate.@Nullable Decision> handed = new ArrayList<>();
    forwarded();
    request.disconnect(handed::add);
    request.disconnect(handed::add);
    assertThat(handed).hasSize(1).doesNotContainNull();
    assertThat(reports).isEmpty();
  }

  @Test
  void deliversAHeldResponseOnce() {
    held();
    assertThat(reports).containsExactly(ToolOutcome.Kind.COMPLETED);
    transport.deliver();
    transport.deliver();
    assertThat(steps).containsExactly("leave", "filtered");
  }

  @Test
  void dropsAHeldResponseWhenTheClientCancels() {
    held();
    assertThat(request.cancel(null)).isTrue();
    transport.deliver();
    assertThat(transport.filterCancelled).isTrue();
    assertThat(steps).containsExactly("leave", "cancelled");
  }

  @Test
  void deniesAHeldResponseWhenTheGatewayEnds() {
    held();
    assertThat(request.closePending()).isTrue();
    transport.deliver();
    assertThat(transport.filterCancelled).isTrue();
    assertThat(steps).containsExactly("leave", "respond");
  }

  @Test
  void handsAHeldResponseOverWithoutADecisionWhenTheClientHasGone() {
    held();
    request.disconnect(decision -> steps.add("handed over " + decision));
    transport.deliver();
    assertThat(transport.filterCancelled).isTrue();
    assertThat(steps).containsExactly("handed over null", "leave");
    assertThat(reports).containsExactly(ToolOutcome.Kind.COMPLETED);
  }

  @Test
  void asksNoGateForAMethodThatPasses() {
    relayed("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}").begin();
    assertThat(steps).containsExactly("forward");
  }

  @Test
  void deniesAnUnknownMethodWithoutAskingTheGate() {
    gate.whileAsked = () -> steps.add("asked");
    relayed("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"files/erase\"}").begin();
    assertThat(steps).containsExactly("leave", "deny not_allowed_method");
  }
}
