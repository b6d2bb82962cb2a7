// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** A transport that leaves at the very moment at which it is being selected. */
@ContainerTest(features = "core")
class TakeUpIT {
  private ContainerEngine engine;

  @BeforeEach
  void startEngine() {
    engine = new ContainerEngine();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  /** What an interceptor said after its transport's bundle had been stopped. */
  private record Seen(boolean authoritative, Verdict.Kind verdict) {}

  /** Before it has its authority, and when it gets it. */
  @ParameterizedTest
  @ValueSource(ints = {ServiceEvent.REGISTERED, ServiceEvent.MODIFIED})
  void isNoAuthorityOnceItsBundleIsStopped(int moment) {
    select("(transport.name=none)");
    CompletableFuture<Seen> seen = new CompletableFuture<>();
    ServiceListener listener = event -> stopAndAsk(event, moment, seen);
    engine.registry().context().addServiceListener(listener);
    try {
      select(FakeTransport.TARGET);
    } finally {
      engine.registry().context().removeServiceListener(listener);
    }
    assertThat(Await.await(seen)).isEqualTo(new Seen(false, Verdict.Kind.DENY));
    assertThat(Interceptors.authority(engine.registry())).isFalse();
  }

  private void stopAndAsk(ServiceEvent event, int moment, CompletableFuture<Seen> seen) {
    boolean taken =
        event.getType() == moment
            && Interceptors.RUNTIME_QUERY.equals(
                event.getServiceReference().getProperty(GovernanceInterceptor.NAME));
    if (taken && !seen.isDone()) {
      Object service = engine.registry().context().getService(event.getServiceReference());
      engine.transport().stop();
      GovernanceInterceptor interceptor = (GovernanceInterceptor) service;
      ToolCall call =
          ToolCall.of("t", "{}")
              .stamped("id", AgentIdentity.UNKNOWN, Instant.parse("2100-01-01T00:00:00Z"));
      seen.complete(
          new Seen(interceptor.authoritative(), Await.await(interceptor.check(call)).kind()));
    }
  }

  private void select(String target) {
    engine.configurations().put(ContainerEngine.INTERCEPTOR, "transport.target", target);
  }
}
