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
  private final FakeCallReporter reporter = new FakeCallReporter();

  private void report(String type) {
    events.report(new GovernanceEvent(type, Instant.EPOCH, AgentIdentity.UNKNOWN, Map.of()));
  }

  private static List<String> types(FakeCallReporter reporter) {
    return reporter.events().stream().map(GovernanceEvent::type).toList();
  }

  @Test
  void reportsQueuedEventsInOrderToALaterReporter() {
    report("one");
    report("two");
    events.reportTo(reporter);
    report("three");
    assertThat(types(reporter)).containsExactly("one", "two", "three");
  }

  @Test
  void queuesEventsBetweenTwoReporters() {
    events.reportTo(reporter);
    events.stopReportingTo(reporter);
    report("one");
    FakeCallReporter next = new FakeCallReporter();
    events.reportTo(next);
    events.stopReportingTo(reporter);
    report("two");
    assertThat(types(reporter)).isEmpty();
    assertThat(types(next)).containsExactly("one", "two");
  }

  @Test
  void queuesAtMostTheMaximumNumberOfEvents() {
    for (int i = 0; i < 2 * OperationEvents.MAX_QUEUED; i++) {
      report("event " + i);
    }
    events.reportTo(reporter);
    assertThat(reporter.events()).hasSize(OperationEvents.MAX_QUEUED);
  }

  @Test
  void survivesAReporterThatThrows() {
    events.reportTo(
        (CallReporter)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CallReporter.class},
                (proxy, method, arguments) -> {
                  throw new NoClassDefFoundError("this failure is part of the test");
                }));
    report("one");
    events.reportTo(reporter);
    report("two");
    assertThat(types(reporter)).containsExactly("two");
  }
}
