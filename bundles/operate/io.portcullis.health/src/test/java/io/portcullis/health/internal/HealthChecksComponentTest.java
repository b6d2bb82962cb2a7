// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.api.status.EngineInspector;
import io.portcullis.status.internal.EngineInspectorComponent;
import io.portcullis.testkit.fake.RegisteredEngine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

class HealthChecksComponentTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();
  private HealthChecksComponent component;

  private ServiceRegistration<EngineInspector> inspector;

  @BeforeEach
  void activate() {
    inspector =
        framework.register(
            EngineInspector.class, new EngineInspectorComponent(framework.context()), Map.of());
    component = new HealthChecksComponent(framework.context());
  }

  private ServiceRegistration<HealthReporter> reporter(HealthReporter reporter) {
    return framework.register(HealthReporter.class, reporter, Map.of());
  }

  private static HealthReporter saying(String part, Health.Level level, String detail) {
    return () -> new Health(part, level, detail);
  }

  private void assertFinds(String check, Status status, String text) {
    Result result = framework.execute(check);
    assertThat(result.getStatus()).as(result.toString()).isEqualTo(status);
    assertThat(result.toString()).contains(text);
  }

  @Nested
  class OfParts {
    @Test
    void followsTheReporterFromArrivalToDeparture() {
      AtomicReference<Health> now =
          new AtomicReference<>(new Health("journal", Health.Level.OK, ""));
      ServiceRegistration<HealthReporter> registration = reporter(now::get);
      assertFinds("journal", Status.OK, "journal is well");
      now.set(new Health("journal", Health.Level.WARN, "the queue is 81 % full"));
      assertFinds("journal", Status.WARN, "the queue is 81 % full");
      now.set(new Health("journal", Health.Level.CRITICAL, "the disk is full"));
      assertFinds("journal", Status.CRITICAL, "the disk is full");
      registration.unregister();
      assertThat(framework.has("journal")).isFalse();
      reporter(now::get);
      assertFinds("journal", Status.CRITICAL, "the disk is full");
    }

    @Test
    void findsThoseThatWereThereBefore() {
      component.deactivate();
      reporter(saying("policy", Health.Level.OK, ""));
      component = new HealthChecksComponent(framework.context());
      assertFinds("policy", Status.OK, "policy is well");
    }

    @Test
    void twoReportersOfAPartHaveACheckEach() throws Exception {
      reporter(saying("policy", Health.Level.OK, ""));
      reporter(saying("policy", Health.Level.OK, ""));
      assertThat(
              framework
                  .context()
                  .getServiceReferences(HealthCheck.class, "(hc.tags=portcullis-policy)"))
          .hasSize(2);
    }

    @Test
    void reporterThatThrowsIsAnErrorAndKeepsNoOtherFromBeingChecked() {
      reporter(
          () -> {
            throw new NoClassDefFoundError("gone");
          });
      reporter(() -> null);
      reporter(saying("policy", Health.Level.OK, ""));
      assertFinds("org.apache.felix.framework", Status.HEALTH_CHECK_ERROR, "could not be read");
      assertFinds("policy", Status.OK, "policy is well");
    }

    @Test
    void reporterThatThrowsLaterIsAnErrorUnderItsName() {
      AtomicReference<Health> now =
          new AtomicReference<>(new Health("journal", Health.Level.OK, ""));
      reporter(now::get);
      now.set(null);
      assertFinds("journal", Status.HEALTH_CHECK_ERROR, "the reporter gave no answer");
    }

    @Test
    void reporterThatCannotBeMadeIsCritical() {
      ServiceFactory<HealthReporter> refusing =
          new ServiceFactory<>() {
            @Override
            public HealthReporter getService(
                Bundle bundle, ServiceRegistration<HealthReporter> registration) {
              return null;
            }

            @Override
            public void ungetService(
                Bundle bundle,
                ServiceRegistration<HealthReporter> registration,
                HealthReporter reporter) {}
          };
      framework.context().registerService(HealthReporter.class, refusing, null);
      assertFinds("org.apache.felix.framework", Status.CRITICAL, "does not start");
    }

    @Test
    void checkThatIsExecutedAfterTheReporterHasLeftIsAnError() {
      ServiceRegistration<HealthReporter> registration =
          reporter(saying("journal", Health.Level.OK, ""));
      HealthCheck late = framework.check("journal");
      registration.unregister();
      Result result = late.execute();
      assertThat(result.getStatus()).isEqualTo(Status.HEALTH_CHECK_ERROR);
      assertThat(result.toString()).contains("the reporter has left");
    }
  }

  @Nested
  class OfTheEngine {
    @Test
    void reportsWhatIsMissingWhenNothingIsRegistered() {
      assertFinds("posture", Status.CRITICAL, "no gate is registered");
      assertFinds("enforcement", Status.WARN, "no mode service: enforce holds");
      assertFinds("runtime transport", Status.CRITICAL, "no transport is registered");
    }

    @Test
    void followsTheServices() {
      RegisteredEngine engine = new RegisteredEngine(framework.context());
      assertFinds("posture", Status.OK, "runtime query decides, mode enforce");
      assertFinds("runtime transport", Status.OK, "transport embedded is asked");
      assertFinds("enforcement", Status.OK, "mode enforce");
      engine.runtime.unregister();
      assertFinds("posture", Status.CRITICAL, "no runtime can be asked");
      assertFinds("runtime transport", Status.CRITICAL, "registered are: embedded");
    }

    @Test
    void everyCheckOfTheEngineIsCriticalWithoutTheStatusBundle() {
      inspector.unregister();
      for (String check : List.of("posture", "enforcement", "runtime transport")) {
        assertFinds(check, Status.CRITICAL, "start io.portcullis.status");
      }
    }
  }

  @Nested
  class OfPolicies {
    private PolicyAgeComponent policies(Object hours) {
      return new PolicyAgeComponent(framework.context(), Map.of("maxPolicyAgeHours", hours));
    }

    private void transport(String loaded) {
      framework.register(
          RuntimeTransport.class,
          RegisteredEngine.untouched(RuntimeTransport.class),
          Map.of(
              RuntimeTransport.NAME, "embedded", "policy.loaded", loaded, "policy.digest", "ab"));
    }

    @Test
    void readsWhatTheTransportSays() {
      transport("2001-01-01T00:00:00Z");
      Result unlimited = policies(0L).execute();
      assertThat(unlimited.getStatus()).isEqualTo(Status.OK);
      assertThat(unlimited.toString()).contains("embedded (digest ab)");
      assertThat(policies("24").execute().getStatus()).isEqualTo(Status.WARN);
    }

    @Test
    void policyAgeIsCriticalWithAnInvalidLimit() {
      transport("2001-01-01T00:00:00Z");
      PolicyAgeComponent component = policies("a day");
      assertThat(component.execute().getStatus()).isEqualTo(Status.CRITICAL);
      assertThat(component.execute().toString())
          .contains("io.portcullis.health: maxPolicyAgeHours");
      assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    }

    @Test
    void policyAgeIsAnErrorAfterTheBundleHasStopped() throws Exception {
      PolicyAgeComponent component = policies(24);
      framework.stop();
      assertThat(component.execute().getStatus()).isEqualTo(Status.HEALTH_CHECK_ERROR);
    }
  }

  @Test
  void takesEveryCheckBackWhenItIsDeactivated() throws Exception {
    reporter(saying("journal", Health.Level.OK, ""));
    HealthCheck late = framework.check("posture");
    component.deactivate();
    assertThat(framework.context().getServiceReferences(HealthCheck.class, null)).isEmpty();
    reporter(saying("policy", Health.Level.OK, ""));
    assertThat(framework.context().getServiceReferences(HealthCheck.class, null)).isEmpty();
    framework.stop();
    assertThat(late.execute().getStatus()).isEqualTo(Status.CRITICAL);
  }
}
