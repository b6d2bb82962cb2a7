// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.fake.DeferredAnswer;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.matrix.ModeSetting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that change in the running container. */
@ContainerTest(features = "core")
class ConfigurationIT {
  private final ObservedTool tool = new ObservedTool();
  private ContainerEngine engine;

  @BeforeEach
  void startEngine() {
    engine = new ContainerEngine();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Nested
  class OfTheMode {
    @ParameterizedTest
    @EnumSource
    void takesEffectAtOnceAndIsTakenBackAtOnce(ModeSetting setting) {
      engine.runtime().answer(RuntimeFault.ERROR);
      engine.mode(setting.configured());
      assertRan(setting.lenient());
      engine.mode("enforce");
      assertRan(false);
      engine.mode("observe");
      assertRan(true);
      engine.mode(setting.configured());
      assertRan(setting.lenient());
    }

    @Test
    void ofAnotherTypeMeansEnforce() {
      for (Object value : List.of(1, true, List.of("observe", "observe"), new String[] {"x"})) {
        engine.configurations().set(ContainerEngine.MODE, Map.of("mode", value));
        assertThat(engine.registry().service(ModePolicy.class).mode())
            .isEqualTo(EnforcementMode.ENFORCE);
      }
    }

    @Test
    void saysInTheHealthWhatItDoesNotUnderstand() {
      engine.mode("permissive");
      assertThat(health("mode"))
          .satisfies(
              health -> {
                assertThat(health.level()).isEqualTo(Health.Level.CRITICAL);
                assertThat(health.detail()).contains("permissive", "enforce");
              });
    }
  }

  @Nested
  class OfTheTransport {
    @Test
    void selectsAnotherAuthorityAndBack() {
      assertRan(true);
      target("(transport.name=none)");
      assertRan(false);
      target(FakeTransport.TARGET);
      engine.awaitAuthority();
      assertRan(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "transport.name=fake", "(transport.name=fake", "a)(b", "((", " "})
    void thatIsNoFilterSelectsNothing(String target) {
      target(target);
      assertThat(Interceptors.authority(engine.registry())).isFalse();
      assertRan(false);
      target(FakeTransport.TARGET);
      engine.awaitAuthority();
      assertRan(true);
    }

    @Test
    void withoutItSelectsTheEmbeddedOne() {
      engine.configurations().set(ContainerEngine.INTERCEPTOR, Map.of());
      assertThat(Interceptors.authority(engine.registry())).isFalse();
      assertRan(false);
    }
  }

  @Nested
  class OfTheTimeout {
    @Test
    void endsTheWaitForASilentRuntime() {
      engine.runtime().answer(RuntimeFault.NEVER_COMPLETES);
      engine.configurations().put(ContainerEngine.INTERCEPTOR, "timeoutMs", 20L);
      engine.awaitAuthority();
      assertRan(false);
      engine.mode("observe");
      assertRan(true);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void thatIsNotPositiveSelectsNothing(long timeoutMs) {
      engine.configurations().put(ContainerEngine.INTERCEPTOR, "timeoutMs", timeoutMs);
      assertThat(Interceptors.authority(engine.registry())).isFalse();
      assertRan(false);
      assertThat(health("transport").level()).isEqualTo(Health.Level.CRITICAL);
    }
  }

  @Nested
  class OfTheGate {
    @Test
    void boundsTheArguments() {
      engine.configurations().put(ContainerEngine.GATE, "maxArgumentBytes", 20);
      assertThat(run("{\"a\":1}")).isEqualTo(ToolOutcome.Kind.COMPLETED);
      assertThat(run("{\"a\":\"12345678901234567890\"}")).isEqualTo(ToolOutcome.Kind.DENIED);
      assertThat(tool.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxArgumentBytes", "maxArgumentDepth", "deadlineMs"})
    void deniesEverythingWhenABoundMakesNoSense(String key) {
      engine.mode("observe");
      engine.configurations().put(ContainerEngine.GATE, key, -1);
      assertRan(false);
      assertThat(health("gate").level()).isEqualTo(Health.Level.CRITICAL);
      engine.configurations().delete(ContainerEngine.GATE);
      assertRan(true);
    }

    @Test
    void requiresEvidenceFromTheNextCallOn() {
      engine.requireEvidence();
      assertRan(true);
      assertThat(engine.journal().records()).isNotEmpty();
    }

    @Test
    void givesCallsOfNobodyTheDefaultAgent() {
      engine.configurations().put(ContainerEngine.GATE, "defaultAgent", "night-shift");
      assertRan(true);
      assertThat(engine.journal().records())
          .allSatisfy(r -> assertThat(r.call().agent().id()).isEqualTo("night-shift"));
    }

    @Test
    void changeDeniesWhatIsInFlightThroughTheOldGate() throws InterruptedException {
      DeferredAnswer held = DeferredAnswer.open();
      engine.runtime().answer(held);
      Thread caller = new Thread(() -> engine.gate().run(ToolCall.of("t", "{}"), tool));
      caller.start();
      held.awaitArrival();
      engine.configurations().put(ContainerEngine.GATE, "deadlineMs", 20_000L);
      held.release(io.portcullis.testkit.fake.ScriptedAnswer.allow());
      caller.join();
      assertThat(tool.count()).isZero();
    }
  }

  private void target(String target) {
    engine.configurations().put(ContainerEngine.INTERCEPTOR, "transport.target", target);
  }

  private Health health(String part) {
    return engine.registry().references(HealthReporter.class, null).stream()
        .map(reference -> engine.registry().context().getService(reference).health())
        .filter(health -> health.part().equals(part))
        .findFirst()
        .orElseThrow();
  }

  private void assertRan(boolean expected) {
    int before = tool.count();
    assertThat(run("{}"))
        .isEqualTo(expected ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
    assertThat(tool.count() - before).isEqualTo(expected ? 1 : 0);
  }

  private ToolOutcome.Kind run(String arguments) {
    return engine.gate().run(ToolCall.of("t", arguments), tool).kind();
  }
}
