// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.support.text.PrintableText;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes changes of orders to the log and reports them as events. */
public final class OrderEvents {
  private static final Logger LOG = LoggerFactory.getLogger(OrderEvents.class);

  private final OperationEvents events;
  private final InstantSource clock;

  public OrderEvents(OperationEvents events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /** Reports that orders were restored at the start. */
  public void restored(int orders) {
    report("operations_restored", OperationScope.ALL, Map.of("orders", Integer.toString(orders)));
  }

  /** Reports that everything is terminated because the orders cannot be read. */
  public void unreadable(String why) {
    report("operations_unreadable", OperationScope.ALL, Map.of("detail", why));
  }

  /** Reports an order that changed something, and whether it survives a restart. */
  public void imposed(Order order, boolean kept) {
    String type = order.state() == State.TERMINATED ? "operation_terminated" : "operation_paused";
    changed(type, order.scope(), order.operator(), order.reason(), kept);
  }

  /** Reports that an order was withdrawn. */
  public void lifted(Order order, String operator, String reason) {
    String type = order.state() == State.TERMINATED ? "operation_reinstated" : "operation_resumed";
    changed(type, order.scope(), operator, reason, true);
  }

  private void changed(
      String type, OperationScope scope, String operator, String reason, boolean kept) {
    LOG.info(
        "{}: {} by {}{}",
        type,
        PrintableText.line(scope.toString()),
        PrintableText.line(operator),
        kept ? "" : ", until a restart only");
    Map<String, String> attributes =
        Map.of(
            "scope",
            scope.toString(),
            "operator",
            operator,
            "reason",
            reason,
            "kept",
            Boolean.toString(kept));
    report(type, scope, attributes);
  }

  private void report(String type, OperationScope scope, Map<String, String> attributes) {
    AgentIdentity agent =
        scope.kind() == OperationScope.Kind.AGENT
            ? AgentIdentity.of(scope.name())
            : AgentIdentity.UNKNOWN;
    events.report(new GovernanceEvent(type, clock.instant(), agent, attributes));
  }
}
