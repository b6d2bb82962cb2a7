// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.operations.internal.storage.OrdersDirectory;
import io.portcullis.operations.internal.storage.OrdersFormat;
import io.portcullis.testkit.Await;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersLimitTest {
  @TempDir Path temp;

  @Test
  void refusesOneOperationTooManyButStillStopsTheAgentAndEverything() throws Exception {
    Rig rig = new Rig(temp).most(10);
    try (DurableOperatorControl control = rig.start()) {
      for (int i = 0; i < 9; i++) {
        Rig.give(control, OperationScope.operation("t:" + i), Signal.TERMINATE);
      }
      OperationScope operation = OperationScope.operation("t:9");
      assertThatThrownBy(() -> Rig.give(control, operation, Signal.TERMINATE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("9 orders exist")
          .hasMessageContaining("about the agent");
      assertThat(Await.await(control.clearance(Rig.call("a", "", "t", "9"))))
          .isEqualTo(Clearance.PROCEED);
      Rig.give(control, OperationScope.agent("a"), Signal.TERMINATE);
      assertThatThrownBy(() -> Rig.give(control, OperationScope.agent("b"), Signal.TERMINATE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("about everything");
      Rig.give(control, OperationScope.ALL, Signal.TERMINATE);
      assertThat(control.orders()).hasSize(11);
    }
    try (DurableOperatorControl again = rig.start()) {
      assertThat(again.orders()).hasSize(11);
      Rig.give(again, OperationScope.operation("t:0"), Signal.REINSTATE);
      Rig.give(again, OperationScope.operation("t:1"), Signal.REINSTATE);
      assertThat(Rig.give(again, OperationScope.agent("b"), Signal.PAUSE)).isEqualTo(State.PAUSED);
    }
  }

  @Test
  void turnsAPauseIntoATerminationWhenTheStoreIsFull() throws Exception {
    try (DurableOperatorControl control = new Rig(temp).most(1).start()) {
      Rig.give(control, OperationScope.agent("a"), Signal.PAUSE);
      assertThat(Rig.give(control, OperationScope.agent("a"), Signal.TERMINATE))
          .isEqualTo(State.TERMINATED);
    }
  }

  /** The worst of texts: each character takes six bytes in the file. */
  @Test
  void maximumNumberOfOrdersFitsIntoTheFile() throws Exception {
    String text = "\ud800".repeat(1_000);
    Orders orders = Orders.none(Orders.MAX_ORDERS);
    int number = 0;
    try {
      for (; number < Orders.MAX_ORDERS; number++) {
        orders = orders.with(order(OperationScope.agent(number + text.substring(500)), text));
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("no room");
    }
    assertThat(number).isBetween(5_000, Orders.MAX_ORDERS - 1);
    byte[] bytes = OrdersFormat.write(orders.list());
    assertThat(bytes.length).isLessThan(OrdersDirectory.MAX_BYTES);
    assertThat(OrdersFormat.read(bytes, Orders.MAX_ORDERS).list()).isEqualTo(orders.list());
  }

  @Test
  void aHundredThousandOrdersFitIntoTheFile() throws Exception {
    Orders orders =
        Orders.of(
            IntStream.range(0, Orders.MAX_ORDERS)
                .mapToObj(i -> order(OperationScope.operation("trace-" + i + ":span"), "why"))
                .toList(),
            Orders.MAX_ORDERS);
    byte[] bytes = OrdersFormat.write(orders.list());
    assertThat(bytes.length).isLessThan(OrdersDirectory.MAX_BYTES / 2);
    assertThat(OrdersFormat.read(bytes, Orders.MAX_ORDERS).size()).isEqualTo(Orders.MAX_ORDERS);
  }

  private static Order order(OperationScope scope, String reason) {
    return new Order(scope, State.TERMINATED, Instant.EPOCH, "olga", reason);
  }
}
