// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.RuntimeTransport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** No change of a policy is lost while the listener is created and added. */
class PolicyChangesTest {
  @TempDir Path storage;
  private final List<GovernanceEvent> events = new ArrayList<>();
  private final ChangeLog log = new ChangeLog(events::add, Runnable::run, InstantSource.system());
  private Framework framework;
  private BundleContext context;

  @BeforeEach
  void startFramework() throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "0"));
    framework.start();
    context = framework.getBundleContext();
  }

  @AfterEach
  void stopFramework() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(0);
  }

  @Test
  void reloadBeforeTheListenerIsAddedIsRecorded() throws Exception {
    ServiceRegistration<RuntimeTransport> transport = register("1");
    PolicyChanges changes = new PolicyChanges(present(), log);
    transport.setProperties(policy("2"));

    follow(changes);

    assertThat(types()).containsExactly("policy_reloaded");
    assertThat(events.get(0).attributes()).containsEntry("old", "1").containsEntry("new", "2");
    assertThat(changes.digests()).isEqualTo("2");
  }

  @Test
  void transportThatArrivesBeforeTheListenerIsAddedIsRecorded() throws Exception {
    PolicyChanges changes = new PolicyChanges(present(), log);
    register("1");

    follow(changes);

    assertThat(types()).containsExactly("policy_loaded");
  }

  @Test
  void transportThatLeavesBeforeTheListenerIsAddedIsRecorded() throws Exception {
    ServiceRegistration<RuntimeTransport> transport = register("1");
    PolicyChanges changes = new PolicyChanges(present(), log);
    transport.unregister();

    follow(changes);

    assertThat(types()).containsExactly("policy_withdrawn");
    assertThat(events.get(0).attributes())
        .containsEntry("transport", "embedded")
        .containsEntry("old", "1");
    assertThat(changes.digests()).isEmpty();
  }

  @Test
  void transportThatLeavesDuringTheSecondLookIsWithdrawnOnce() throws Exception {
    ServiceRegistration<RuntimeTransport> transport = register("1");
    PolicyChanges changes = new PolicyChanges(present(), log);
    context.addServiceListener(changes);
    Collection<ServiceReference<RuntimeTransport>> before = present();
    transport.unregister();

    changes.lookAgain(before);

    assertThat(types()).containsExactly("policy_withdrawn");
    assertThat(changes.digests()).isEmpty();
  }

  @Test
  void unchangedPolicyIsNotRecorded() throws Exception {
    register("1");

    follow(new PolicyChanges(present(), log));

    assertThat(events).isEmpty();
  }

  private void follow(PolicyChanges changes) throws Exception {
    context.addServiceListener(changes);
    changes.lookAgain(present());
  }

  private ServiceRegistration<RuntimeTransport> register(String digest) {
    return context.registerService(
        RuntimeTransport.class, call -> new CompletableFuture<>(), policy(digest));
  }

  private Collection<ServiceReference<RuntimeTransport>> present() throws Exception {
    return context.getServiceReferences(RuntimeTransport.class, null);
  }

  private List<String> types() {
    return events.stream().map(GovernanceEvent::type).toList();
  }

  private static Dictionary<String, Object> policy(String digest) {
    return FrameworkUtil.asDictionary(
        Map.of(RuntimeTransport.NAME, "embedded", "policy.digest", digest));
  }
}
