// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.testkit.fake.FakeCallReporter;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationEventsTest {
  private final OperationEvents events = new OperationEvents();
  private final FakeCallReporter gateway = new FakeCallReporter();

  private void report(String type) {
    events.report(new GovernanceEvent(type, Instant.EPOCH, AgentIdentity.UNKNOWN, Map.of()));
  }

  private static List<String> types(FakeCallReporter gateway) {
    return gateway.events().stream().map(GovernanceEvent::type).toList();
  }

  @Test
  void tellsTheGatewayThatComesLaterInOrder() {
    report("one");
    report("two");
    events.reportTo(gateway);
    report("three");
    assertThat(types(gateway)).containsExactly("one", "two", "three");
  }

  @Test
  void keepsWhatComesBetweenTwoGateways() {
    events.reportTo(gateway);
    events.noLongerTo(gateway);
    report("one");
    FakeCallReporter next = new FakeCallReporter();
    events.reportTo(next);
    events.noLongerTo(gateway);
    report("two");
    assertThat(types(gateway)).isEmpty();
    assertThat(types(next)).containsExactly("one", "two");
  }

  @Test
  void keepsSoManyAtMost() {
    for (int i = 0; i < 2 * OperationEvents.KEPT; i++) {
      report("event " + i);
    }
    events.reportTo(gateway);
    assertThat(gateway.events()).hasSize(OperationEvents.KEPT);
  }

  @Test
  void gatewayThatFailsIsNobodysProblem() {
    events.reportTo(
        (CallReporter)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CallReporter.class},
                (proxy, method, arguments) -> {
                  throw new NoClassDefFoundError("this failure is part of the test");
                }));
    report("one");
    events.reportTo(gateway);
    report("two");
    assertThat(types(gateway)).containsExactly("two");
  }
}
