// SPDX-License-Identifier: Apache-2.0
package io.portcullis.failclosed.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.condition.Condition;

/** Floor and ceiling as a bundle in a framework. */
class FailClosedActivatorTest {
  private static final String API =
      "io.portcullis.api,io.portcullis.api.spi,io.portcullis.api.evidence,io.portcullis.api.health";

  @TempDir Path storage;
  private Framework framework;
  private BundleContext context;
  private Bundle bundle;

  @BeforeEach
  void startFramework() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    storage.toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    API + ",org.slf4j"));
    framework.start();
    context = framework.getBundleContext();
    bundle = context.installBundle("test:fail-closed", new ByteArrayInputStream(jar()));
    bundle.start();
  }

  @AfterEach
  void stopFramework() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }

  /** The classes under test as a bundle. */
  private static byte[] jar() throws Exception {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "io.portcullis.failclosed");
    headers.putValue(Constants.BUNDLE_ACTIVATOR, FailClosedActivator.class.getName());
    headers.putValue(
        Constants.IMPORT_PACKAGE, API + ",org.osgi.framework,org.osgi.service.condition");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String folder = FailClosedActivator.class.getPackageName().replace('.', '/') + '/';
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (String name :
          List.of("ServicePresence", "Ceiling", "FailClosedActivator", "FailClosedInterceptor")) {
        String path = folder + name + ".class";
        jar.putNextEntry(new ZipEntry(path));
        try (InputStream in =
            FailClosedActivator.class.getClassLoader().getResourceAsStream(path)) {
          in.transferTo(jar);
        }
      }
    }
    return bytes.toByteArray();
  }

  /** An interceptor of another bundle. */
  private static final class Other implements GovernanceInterceptor {
    @Override
    public CompletionStage<Verdict> check(ToolCall call) {
      return CompletableFuture.completedFuture(
          new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "", List.of()));
    }
  }

  private ServiceRegistration<GovernanceInterceptor> authority(int ranking) {
    return context.registerService(
        GovernanceInterceptor.class, new Other(), properties(ranking, true));
  }

  private static Dictionary<String, Object> properties(int ranking, boolean authority) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Constants.SERVICE_RANKING, ranking);
    properties.put(GovernanceInterceptor.NAME, "other");
    if (authority) {
      properties.put(GovernanceInterceptor.AUTHORITY, GovernanceInterceptor.RUNTIME);
    }
    return properties;
  }

  private static ModePolicy policy(EnforcementMode mode) {
    return new ModePolicy() {
      @Override
      public EnforcementMode mode() {
        return mode;
      }

      @Override
      public Verdict onFault(String reason) {
        return Verdict.Deny.fault(reason);
      }
    };
  }

  private String best() {
    ServiceReference<GovernanceInterceptor> best =
        context.getServiceReference(GovernanceInterceptor.class);
    return best == null ? null : (String) best.getProperty(GovernanceInterceptor.NAME);
  }

  private int count(String name) throws Exception {
    return context
        .getServiceReferences(
            GovernanceInterceptor.class, "(" + GovernanceInterceptor.NAME + "=" + name + ")")
        .size();
  }

  private boolean announced() throws Exception {
    return !context
        .getServiceReferences(
            Condition.class,
            "(" + Condition.CONDITION_ID + "=" + FailClosedActivator.CONDITION + ")")
        .isEmpty();
  }

  private void assertShut() throws Exception {
    assertThat(best()).isEqualTo(FailClosedActivator.CEILING);
    assertThat(count(FailClosedActivator.CEILING)).isEqualTo(1);
    assertThat(count(FailClosedActivator.FLOOR)).isEqualTo(1);
    assertThat(announced()).isTrue();
  }

  private void assertOpen() throws Exception {
    assertThat(count(FailClosedActivator.CEILING)).isZero();
    assertThat(count(FailClosedActivator.FLOOR)).isEqualTo(1);
    assertThat(announced()).isFalse();
  }

  @Test
  void engineIsShutFromTheStartAndDenies() throws Exception {
    assertShut();
    ServiceReference<GovernanceInterceptor> best =
        context.getServiceReference(GovernanceInterceptor.class);
    GovernanceInterceptor interceptor = context.getService(best);
    Verdict verdict = interceptor.check(ToolCall.of("t", "{}")).toCompletableFuture().join();
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DENY);
    assertThat(verdict.basis()).isEqualTo(Verdict.Basis.FAULT);
    assertThat(verdict.reason()).isNotBlank();
    assertThat(interceptor.authoritative()).isFalse();
  }

  @Test
  void opensForARuntimeAndShutsBehindIt() throws Exception {
    for (int i = 0; i < 5; i++) {
      ServiceRegistration<GovernanceInterceptor> runtime = authority(0);
      assertOpen();
      assertThat(best()).isEqualTo("other");
      runtime.unregister();
      assertShut();
    }
  }

  @Test
  void staysOpenForTheSecondOfTwoRuntimes() throws Exception {
    ServiceRegistration<GovernanceInterceptor> first = authority(0);
    ServiceRegistration<GovernanceInterceptor> second = authority(5);
    first.unregister();
    assertOpen();
    second.unregister();
    assertShut();
  }

  @Test
  void shutsAsSoonAsARuntimeLosesItsAuthority() throws Exception {
    ServiceRegistration<GovernanceInterceptor> runtime = authority(0);
    runtime.setProperties(properties(0, false));
    assertShut();
    runtime.setProperties(properties(0, true));
    assertOpen();
  }

  @Test
  void foreignInterceptorOpensNothing() throws Exception {
    context.registerService(
        GovernanceInterceptor.class, new Other(), properties(Integer.MAX_VALUE - 1, false));
    assertShut();
  }

  @ParameterizedTest
  @EnumSource
  void lenientModeOpensAndEnforceShuts(EnforcementMode mode) throws Exception {
    ServiceRegistration<ModePolicy> policy =
        context.registerService(ModePolicy.class, policy(mode), null);
    if (mode.lenient()) {
      assertOpen();
    } else {
      assertShut();
    }
    policy.unregister();
    assertShut();
  }

  @Test
  void highestRankedOfSeveralModesCounts() throws Exception {
    context.registerService(ModePolicy.class, policy(EnforcementMode.OBSERVE), ranked(0));
    assertOpen();
    ServiceRegistration<ModePolicy> strict =
        context.registerService(ModePolicy.class, policy(EnforcementMode.ENFORCE), ranked(1));
    assertShut();
    strict.setProperties(ranked(-1));
    assertOpen();
    strict.setProperties(ranked(2));
    assertShut();
    strict.unregister();
    assertOpen();
  }

  private static Dictionary<String, Object> ranked(int ranking) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Constants.SERVICE_RANKING, ranking);
    return properties;
  }

  @Test
  void modeThatCannotBeReadOrIsNullMeansEnforce() throws Exception {
    context.registerService(
        ModePolicy.class,
        new ModePolicy() {
          @Override
          public EnforcementMode mode() {
            throw new NoClassDefFoundError("on purpose");
          }

          @Override
          public Verdict onFault(String reason) {
            return Verdict.Deny.fault(reason);
          }
        },
        ranked(5));
    assertShut();
    context.registerService(ModePolicy.class, policy(null), ranked(6));
    assertShut();
  }

  @Test
  void seesWhatWasThereBeforeItStarted() throws Exception {
    bundle.stop();
    assertThat(best()).isNull();
    authority(0);
    bundle.start();
    assertOpen();
  }

  @Test
  void stopAndUpdateAndUninstallLeaveNothingBehind() throws Exception {
    bundle.stop();
    assertThat(best()).isNull();
    assertThat(announced()).isFalse();
    bundle.start();
    assertShut();
    bundle.update(new ByteArrayInputStream(jar()));
    assertShut();
    bundle.uninstall();
    assertThat(best()).isNull();
    assertThat(announced()).isFalse();
    authority(0).unregister();
    assertThat(best()).isNull();
  }

  /** Unregistering it takes effect at once, although its arrival is still being handled. */
  @Test
  void engineIsShutWhenARuntimeLeavesWhileItIsBeingTakenUp() throws Exception {
    ServiceRegistration<GovernanceInterceptor> runtime =
        context.registerService(GovernanceInterceptor.class, new Other(), properties(0, false));
    AtomicReference<String> afterwards = new AtomicReference<>();
    AllServiceListener leaveAtOnce =
        event -> {
          Object name = event.getServiceReference().getProperty(GovernanceInterceptor.NAME);
          if (event.getType() == ServiceEvent.UNREGISTERING
              && FailClosedActivator.CEILING.equals(name)
              && afterwards.get() == null) {
            afterwards.set("leaving");
            CompletableFuture.runAsync(runtime::unregister).join();
            afterwards.set(best());
          }
        };
    context.addServiceListener(leaveAtOnce);
    runtime.setProperties(properties(0, true));
    context.removeServiceListener(leaveAtOnce);
    assertThat(afterwards).hasValue(FailClosedActivator.CEILING);
    assertShut();
  }

  /** A listener that looks within every event never finds the gate open without a runtime. */
  @Test
  void noEventFindsItOpenWithoutARuntime() throws Exception {
    context.registerService(
        GovernanceInterceptor.class,
        new Other(),
        properties(1_000, false)); // a foreign one, greedy
    assertThat(best()).isEqualTo(FailClosedActivator.CEILING);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    boolean[] alive = new boolean[1];
    AllServiceListener look =
        event -> {
          if (!alive[0]) {
            seen.add(String.valueOf(best()));
          }
        };
    for (boolean early : new boolean[] {true, false}) {
      context.addServiceListener(look);
      for (int i = 0; i < 20; i++) {
        alive[0] = true;
        ServiceRegistration<GovernanceInterceptor> runtime = authority(0);
        runtime.setProperties(properties(0, false)); // what the runtime interceptor does first
        alive[0] = false;
        assertThat(best()).isEqualTo(FailClosedActivator.CEILING);
        runtime.unregister();
      }
      if (early) { // the other order of listeners
        context.removeServiceListener(look);
        bundle.stop();
        bundle.start();
      }
    }
    assertThat(seen).isNotEmpty().containsOnly(FailClosedActivator.CEILING);
  }
}
