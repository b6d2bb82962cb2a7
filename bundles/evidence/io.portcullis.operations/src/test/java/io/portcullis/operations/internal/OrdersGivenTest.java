// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds after which orders, and for which calls. */
class OrdersGivenTest {
  private static final OperationScope AGENT = OperationScope.agent("a");

  @TempDir Path temp;
  private Rig rig;
  private DurableOperatorControl control;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(temp);
    control = rig.start();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private CompletableFuture<Clearance> clearance(ToolCall call) {
    return control.clearance(call).toCompletableFuture();
  }

  private String of(ToolCall call) {
    CompletableFuture<Clearance> clearance = clearance(call);
    return clearance.isDone() ? clearance.join().name() : "WAITS";
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSE,                     PAUSED",
    "RESUME,                    RUNNING",
    "TERMINATE,                 TERMINATED",
    "REINSTATE,                 RUNNING",
    "PAUSE RESUME,              RUNNING",
    "PAUSE PAUSE,               PAUSED",
    "PAUSE REINSTATE,           PAUSED",
    "PAUSE TERMINATE,           TERMINATED",
    "PAUSE TERMINATE REINSTATE, RUNNING",
    "TERMINATE PAUSE,           TERMINATED",
    "TERMINATE RESUME,          TERMINATED",
    "TERMINATE TERMINATE,       TERMINATED",
    "TERMINATE REINSTATE,       RUNNING",
    "TERMINATE REINSTATE PAUSE, PAUSED",
  })
  void lastStateIsTheOneThatHoldsAndIsReturned(String signals, State expected) throws Exception {
    State returned = null;
    for (String signal : signals.trim().split(" ")) {
      returned = Rig.give(control, AGENT, Signal.valueOf(signal));
    }
    assertThat(returned).isEqualTo(expected);
    List<State> orders = control.orders().stream().map(Order::state).toList();
    assertThat(orders).isEqualTo(expected == State.RUNNING ? List.of() : List.of(expected));
    assertThat(of(Rig.call("a")))
        .isEqualTo(
            switch (expected) {
              case RUNNING -> "PROCEED";
              case PAUSED -> "WAITS";
              case TERMINATED -> "TERMINATED";
            });
    control.close();
    control = rig.start();
    assertThat(control.orders().stream().map(Order::state).toList()).isEqualTo(orders);
  }

  @ParameterizedTest
  @CsvSource({
    "*,        a,     '',   t,   s,   TERMINATED",
    "*,        '',    '',   '',  '',  TERMINATED",
    "agent:a,  a,     '',   t,   s,   TERMINATED",
    "agent:a,  b,     a,    t,   s,   TERMINATED",
    "agent:a,  b,     '',   t,   s,   PROCEED",
    "agent:a,  A,     '',   t,   s,   PROCEED",
    "agent:a,  'a ',  '',   t,   s,   PROCEED",
    "agent:a,  '',    '',   '',  '',  PROCEED",
    "op:t:s,   a,     '',   t,   s,   TERMINATED",
    "op:t:s,   a,     '',   t,   x,   PROCEED",
    "op:t:s,   a,     '',   x,   s,   PROCEED",
    "op:t:s,   a,     '',   t,   '',  PROCEED",
    "op:t:s,   a,     '',   '',  '',  PROCEED",
    "op:t:,    a,     '',   t,   '',  TERMINATED",
    "op:t:,    a,     '',   t,   s,   PROCEED",
  })
  void orderCoversWhatItNamesAndNothingElse(
      String scope, String agent, String caller, String trace, String span, String expected)
      throws Exception {
    Rig.give(control, scope(scope), Signal.TERMINATE);
    assertThat(of(Rig.call(agent, caller, trace, span))).isEqualTo(expected);
  }

  private static OperationScope scope(String text) {
    return text.equals("*")
        ? OperationScope.ALL
        : text.startsWith("agent:")
            ? OperationScope.agent(text.substring(6))
            : OperationScope.operation(text.substring(3));
  }

  @Test
  void acceptsAnOperationWithAVeryLongName() throws Exception {
    Rig.give(control, OperationScope.operation("t:s"), Signal.TERMINATE);
    assertThat(of(Rig.call("a", "", "t".repeat(1_000_000), "s"))).isEqualTo("PROCEED");
  }

  @Test
  void strictestOrderApplies() throws Exception {
    ToolCall call = Rig.call("a", "b", "t", "s");
    Rig.give(control, OperationScope.ALL, Signal.PAUSE);
    Rig.give(control, OperationScope.agent("b"), Signal.TERMINATE);
    assertThat(of(call)).isEqualTo("TERMINATED");
    Rig.give(control, OperationScope.ALL, Signal.RESUME);
    assertThat(of(call)).isEqualTo("TERMINATED");
    Rig.give(control, OperationScope.agent("b"), Signal.REINSTATE);
    assertThat(of(call)).isEqualTo("PROCEED");
  }

  @Test
  void callWaitsUntilNoOrderPausesIt() throws Exception {
    ToolCall call = Rig.call("a", "b", "t", "s");
    List<OperationScope> scopes =
        List.of(
            OperationScope.ALL,
            OperationScope.agent("a"),
            OperationScope.agent("b"),
            OperationScope.operation("t:s"));
    for (OperationScope scope : scopes) {
      Rig.give(control, scope, Signal.PAUSE);
    }
    CompletableFuture<Clearance> waiting = clearance(call);
    for (OperationScope scope : scopes) {
      assertThat(waiting).isNotDone();
      Rig.give(control, scope, Signal.RESUME);
    }
    assertThat(Await.await(waiting)).isEqualTo(Clearance.PROCEED);
    assertThat(control.waiting()).isZero();
  }

  @Test
  void reinstatingOneScopeLeavesAnotherTerminated() throws Exception {
    Rig.give(control, OperationScope.ALL, Signal.TERMINATE);
    Rig.give(control, AGENT, Signal.TERMINATE);
    assertThat(Rig.give(control, AGENT, Signal.REINSTATE)).isEqualTo(State.RUNNING);
    assertThat(of(Rig.call("a"))).isEqualTo("TERMINATED");
  }

  @Test
  void sharesOneStageWhileNoOrderExists() throws Exception {
    assertThat(control.clearance(Rig.call("a"))).isSameAs(control.clearance(Rig.call("b")));
    Rig.give(control, AGENT, Signal.TERMINATE);
    assertThat(control.clearance(Rig.call("b"))).isSameAs(control.clearance(Rig.call("c")));
    assertThat(control.clearance(Rig.call("a"))).isSameAs(control.clearance(Rig.call("a")));
  }

  @Test
  void listsTheOldestOrderFirst() throws Exception {
    Rig.give(control, OperationScope.operation("t:s"), Signal.PAUSE);
    Rig.give(control, AGENT, Signal.PAUSE);
    Rig.give(control, OperationScope.ALL, Signal.PAUSE);
    Rig.give(control, AGENT, Signal.TERMINATE);
    assertThat(control.orders().stream().map(order -> order.scope().toString()))
        .containsExactly("op:t:s", "*", "agent:a");
  }

  @Test
  void truncatesLongTexts() throws Exception {
    control.give(AGENT, Signal.PAUSE, "o".repeat(10_000), "r".repeat(10_000));
    Order order = control.orders().get(0);
    assertThat(order.operator()).hasSize(256);
    assertThat(order.reason()).hasSize(1_024);
  }

  @Test
  void refusesNulls() {
    assertThatThrownBy(() -> control.give(null, Signal.PAUSE, "", ""))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> control.give(AGENT, null, "", ""))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> control.give(AGENT, Signal.PAUSE, null, ""))
        .isInstanceOf(NullPointerException.class);
    assertThat(control.orders()).isEmpty();
  }

  @Test
  void reportsOnlyChanges() throws Exception {
    for (Signal signal :
        List.of(
            Signal.RESUME,
            Signal.PAUSE,
            Signal.PAUSE,
            Signal.REINSTATE,
            Signal.RESUME,
            Signal.TERMINATE,
            Signal.PAUSE,
            Signal.RESUME,
            Signal.REINSTATE,
            Signal.REINSTATE)) {
      Rig.give(control, AGENT, signal);
    }
    assertThat(rig.gateway.events().stream().map(GovernanceEvent::type))
        .containsExactly(
            "operations_restored",
            "operation_paused",
            "operation_resumed",
            "operation_terminated",
            "operation_reinstated");
    assertThat(rig.gateway.events().get(0).attributes()).isEqualTo(Map.of("orders", "0"));
    assertThat(rig.gateway.events().get(3).agent()).isEqualTo(AgentIdentity.of("a"));
    assertThat(rig.gateway.events().get(3).attributes())
        .isEqualTo(
            Map.of("scope", "agent:a", "operator", "olga", "reason", "because", "kept", "true"));
  }

  @Test
  void reportsTheNumberOfRestoredOrders() throws Exception {
    Rig.give(control, AGENT, Signal.PAUSE);
    Rig.give(control, OperationScope.ALL, Signal.TERMINATE);
    List<Order> before = control.orders();
    control.close();
    control = rig.start();
    assertThat(control.orders()).isEqualTo(before);
    assertThat(rig.gateway.events())
        .last()
        .extracting(GovernanceEvent::attributes)
        .isEqualTo(Map.of("orders", "2"));
  }
}
