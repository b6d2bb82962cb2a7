// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import static io.portcullis.api.EnforcementMode.DISABLED;
import static io.portcullis.api.EnforcementMode.ENFORCE;
import static io.portcullis.api.EnforcementMode.OBSERVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.operations.CurrentOperator;
import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.FakeCallReporter;
import io.portcullis.testkit.fake.RecordingJournal;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** The journal says which mode is in force, whatever was configured. */
class ModeChangesTest {
  private static final Map<String, Object> OBSERVE_CONFIGURED = Map.of("mode", "observe");

  @TempDir Path storage;
  private final FakeCallReporter gateway = new FakeCallReporter();
  private final AuditActivator audit = new AuditActivator();
  private Framework framework;
  private BundleContext context;

  /** Is in the mode that the test sets, as a component that is modified in place. */
  private static class Policy implements ModePolicy {
    private volatile EnforcementMode mode;

    Policy(EnforcementMode mode) {
      this.mode = mode;
    }

    @Override
    public EnforcementMode mode() {
      return mode;
    }

    @Override
    public Verdict onFault(String reason) {
      return Verdict.Deny.fault(reason);
    }
  }

  @BeforeEach
  void startFrameworkAndAudit() throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "0"));
    framework.start();
    context = framework.getBundleContext();
    context.registerService(CallReporter.class, gateway, null);
    context.registerService(Journal.class, new RecordingJournal(), null);
    audit.start(context);
  }

  @AfterEach
  void stopFramework() throws Exception {
    framework.stop();
    framework.waitForStop(0);
  }

  private ServiceRegistration<ModePolicy> register(ModePolicy policy, Map<String, Object> values) {
    return context.registerService(ModePolicy.class, policy, properties(values));
  }

  private static Dictionary<String, Object> properties(Map<String, Object> values) {
    return FrameworkUtil.asDictionary(values);
  }

  /** Every recorded change up to the end of the audit, as its old and its new mode. */
  private List<String> recorded() throws InterruptedException {
    audit.stop(context);
    return gateway.events().stream()
        .filter(event -> event.type().equals("mode_changed"))
        .map(event -> event.attributes().get("old") + " " + event.attributes().get("new"))
        .toList();
  }

  @Test
  void recordsNoChangeWhenThePolicyRefusesItsConfiguration() throws Exception {
    register(new Policy(ENFORCE), OBSERVE_CONFIGURED);
    assertThat(recorded()).isEmpty();
  }

  @Test
  void recordsEnforceWhenAConfigurationInForceIsRefusedAndObserveWhenItIsCorrected()
      throws Exception {
    Policy policy = new Policy(OBSERVE);
    ServiceRegistration<ModePolicy> registration = register(policy, OBSERVE_CONFIGURED);
    policy.mode = ENFORCE;
    registration.setProperties(properties(Map.of("mode", "observe", "moda", "x")));
    policy.mode = OBSERVE;
    registration.setProperties(properties(OBSERVE_CONFIGURED));
    assertThat(recorded()).containsExactly("enforce observe", "observe enforce", "enforce observe");
  }

  @Test
  void recordsEachModeOfAPolicyThatIsModifiedInPlaceAndItsEnd() throws Exception {
    Policy policy = new Policy(OBSERVE);
    ServiceRegistration<ModePolicy> registration = register(policy, OBSERVE_CONFIGURED);
    registration.setProperties(properties(Map.of("mode", " OBSERVE ")));
    policy.mode = DISABLED;
    registration.setProperties(properties(Map.of("mode", "disabled")));
    registration.unregister();
    assertThat(recorded())
        .containsExactly("enforce observe", "observe disabled", "disabled enforce");
  }

  @Test
  void recordsTheModeOfAnotherImplementationThatPublishesNoProperty() throws Exception {
    ServiceRegistration<ModePolicy> first = register(new Policy(OBSERVE), OBSERVE_CONFIGURED);
    register(new Policy(DISABLED), Map.of(Constants.SERVICE_RANKING, -1));
    first.unregister();
    assertThat(recorded()).containsExactly("enforce observe", "observe disabled");
  }

  @Test
  void takesEnforceForAPolicyThatFailsOrSaysNothing() throws Exception {
    Policy silent = new Policy(null);
    Policy failing =
        new Policy(OBSERVE) {
          @Override
          public EnforcementMode mode() {
            throw new IllegalStateException("broken");
          }
        };
    register(new Policy(OBSERVE), Map.of(Constants.SERVICE_RANKING, 1));
    register(silent, Map.of(Constants.SERVICE_RANKING, 2)).unregister();
    register(failing, Map.of(Constants.SERVICE_RANKING, 2));
    assertThat(recorded())
        .containsExactly(
            "enforce observe", "observe enforce", "enforce observe", "observe enforce");
  }

  @Test
  void keepsTheLaterOfTwoReadingsThatOverlap() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch changed = new CountDownLatch(1);
    Policy policy =
        new Policy(ENFORCE) {
          @Override
          public EnforcementMode mode() {
            EnforcementMode read = super.mode();
            if (read == OBSERVE) {
              reading.countDown();
              Await.await(changed);
            }
            return read;
          }
        };
    ServiceRegistration<ModePolicy> registration = register(policy, Map.of());
    policy.mode = OBSERVE;
    Thread slow = new Thread(() -> registration.setProperties(properties(OBSERVE_CONFIGURED)));
    slow.start();
    Await.await(reading);
    policy.mode = ENFORCE;
    registration.setProperties(properties(Map.of()));
    changed.countDown();
    slow.join();
    assertThat(recorded()).isEmpty();
  }

  @Test
  void namesTheOperatorWhoTakesThePolicyAway() throws Exception {
    ServiceRegistration<ModePolicy> registration =
        register(new Policy(OBSERVE), OBSERVE_CONFIGURED);
    CurrentOperator bob = () -> Optional.of(new Operator("bob", "control socket"));
    context.registerService(CurrentOperator.class, bob, null);
    registration.unregister();
    assertThat(recorded()).hasSize(2);
    assertThat(gateway.events())
        .filteredOn(event -> event.type().equals("mode_changed"))
        .extracting(GovernanceEvent::attributes)
        .last()
        .isEqualTo(
            Map.of("old", "observe", "new", "enforce", "by", "bob", "from", "control socket"));
  }

  @Test
  void namesTheThreadWhenNoOperatorTakesThePolicyAway() throws Exception {
    ServiceRegistration<ModePolicy> registration =
        register(new Policy(OBSERVE), OBSERVE_CONFIGURED);
    Thread updater = new Thread(registration::unregister, "updater");
    updater.start();
    updater.join();
    assertThat(recorded()).hasSize(2);
    assertThat(gateway.events().get(1).attributes()).containsEntry("from", "thread updater");
  }
}
