// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.operations.CurrentOperator;
import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.testkit.fake.FakeCallReporter;
import io.portcullis.testkit.fake.RecordingJournal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

class AuditActivatorTest {
  private static final String LOCATION = "test:tool";

  @TempDir Path storage;
  private final FakeCallReporter gateway = new FakeCallReporter();
  private final AuditActivator audit = new AuditActivator();
  private Framework framework;
  private BundleContext context;

  @BeforeEach
  void startFramework() throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    storage.toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    AuditActivator.class.getPackageName(),
                    "felix.log.level",
                    "0"));
    framework.start();
    context = framework.getBundleContext();
    context.registerService(CallReporter.class, gateway, null);
  }

  @AfterEach
  void stopFramework() throws Exception {
    framework.stop();
    framework.waitForStop(0);
  }

  private ServiceRegistration<Journal> journal() {
    return context.registerService(Journal.class, new RecordingJournal(), null);
  }

  private static InputStream bundle(String version) throws IOException {
    return bundle("com.example.tool", version, Map.of());
  }

  /** The audit as a bundle of its own; its classes come from the class path. */
  private static InputStream auditBundle() throws IOException {
    return bundle(
        "com.example.audit",
        "1.0.0",
        Map.of(
            Constants.BUNDLE_ACTIVATOR, AuditActivator.class.getName(),
            Constants.IMPORT_PACKAGE, AuditActivator.class.getPackageName()));
  }

  private static InputStream bundle(String name, String version, Map<String, String> headers)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
    main.putValue(Constants.BUNDLE_VERSION, version);
    headers.forEach(main::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** Everything that was recorded up to the end of the audit. */
  private List<GovernanceEvent> recorded() throws InterruptedException {
    audit.stop(context);
    return gateway.events();
  }

  @Test
  void recordsEachStepInTheLifeOfABundleByItsOperator() throws Exception {
    journal();
    CurrentOperator alice = () -> Optional.of(new Operator("alice", "control socket"));
    context.registerService(CurrentOperator.class, alice, null);
    audit.start(context);

    Bundle tool = context.installBundle(LOCATION, bundle("1.0.0"));
    tool.start();
    tool.stop();
    tool.update(bundle("2.0.0"));
    tool.uninstall();

    assertThat(recorded())
        .extracting(GovernanceEvent::type)
        .containsExactly(
            "bundle_installed",
            "bundle_started",
            "bundle_stopped",
            "bundle_updated",
            "bundle_uninstalled");
    assertThat(gateway.events().get(3).attributes())
        .containsEntry("bundle", "com.example.tool")
        .containsEntry("version", "2.0.0")
        .containsEntry("location", LOCATION)
        .containsEntry("by", "alice")
        .containsEntry("from", "control socket");
  }

  @Test
  void namesTheThreadWhereNoOperatorIsKnown() throws Exception {
    journal();
    audit.start(context);
    Thread installer = new Thread(this::install, "installer");
    installer.start();
    installer.join();

    assertThat(recorded())
        .first()
        .satisfies(
            event ->
                assertThat(event.attributes())
                    .containsEntry("by", "unknown")
                    .containsEntry("from", "thread installer"));
  }

  private void install() {
    try {
      context.installBundle(LOCATION, bundle("1.0.0"));
    } catch (BundleException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keepsWhatHappensWhileTheJournalIsAway() throws Exception {
    audit.start(context);
    install();
    ServiceRegistration<Journal> journal = journal();
    assertThat(recorded()).extracting(GovernanceEvent::type).contains("bundle_installed");
    journal.unregister();
  }

  @Test
  void recordsPoliciesByTheirOldAndTheirNewDigest() throws Exception {
    journal();
    audit.start(context);
    RuntimeTransport runtime = call -> new CompletableFuture<>();
    ServiceRegistration<RuntimeTransport> transport =
        context.registerService(RuntimeTransport.class, runtime, policy("1"));
    transport.setProperties(policy("1"));
    transport.setProperties(policy("2"));
    transport.unregister();

    assertThat(recorded())
        .extracting(GovernanceEvent::type)
        .containsExactly("policy_loaded", "policy_reloaded", "policy_withdrawn");
    assertThat(gateway.events().get(1).attributes())
        .isEqualTo(
            Map.of(
                "transport", "embedded",
                "old", "1",
                "new", "2",
                "documents", "a.yaml,b.yaml",
                "by", "unknown",
                "from", "policy documents"));
  }

  private static Dictionary<String, Object> policy(String digest) {
    return properties(
        Map.of(
            RuntimeTransport.NAME,
            "embedded",
            "policy.digest",
            digest,
            "policy.documents",
            new String[] {"a.yaml", "b.yaml"}));
  }

  private static Dictionary<String, Object> properties(Map<String, Object> values) {
    return FrameworkUtil.asDictionary(values);
  }

  @Test
  void recordsTheEndOfTheContainerAndNotOfEachBundle() throws Exception {
    journal();
    Bundle tool = context.installBundle(LOCATION, bundle("1.0.0"));
    tool.start();
    context.installBundle("test:audit", auditBundle()).start();
    framework.stop();
    framework.waitForStop(0);
    assertThat(gateway.events())
        .extracting(GovernanceEvent::type)
        .containsOnlyOnce("container_stopping")
        .doesNotContain("bundle_stopped");
  }

  @Test
  void stopsWithAnInvalidContext() throws Exception {
    audit.start(context);
    install(); // recorded nowhere, without a journal
    framework.stop();
    framework.waitForStop(0);
    audit.stop(context);
    assertThat(gateway.events()).isEmpty();
  }
}
