// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.gate.internal.evaluation.Scripted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** In a real service registry. */
class InterceptorTrackerTest {
  @TempDir Path storage;
  private Framework framework;
  private BundleContext context;
  private InterceptorTracker watch;

  @BeforeEach
  void startFramework() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
    context = framework.getBundleContext();
    watch = new InterceptorTracker(context);
  }

  @AfterEach
  void stopFramework() throws Exception {
    watch.close();
    framework.stop();
    framework.waitForStop(30_000);
  }

  private static Map<String, Object> properties(String name, int ranking, boolean authority) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(GovernanceInterceptor.NAME, name);
    properties.put(Constants.SERVICE_RANKING, ranking);
    if (authority) {
      properties.put(GovernanceInterceptor.AUTHORITY, GovernanceInterceptor.RUNTIME);
    }
    return properties;
  }

  private ServiceRegistration<GovernanceInterceptor> register(
      String name, int ranking, boolean authority) {
    return context.registerService(
        GovernanceInterceptor.class,
        Scripted.saying(Scripted.ALLOW),
        FrameworkUtil.asDictionary(properties(name, ranking, authority)));
  }

  private String best() {
    ServiceSnapshot.InterceptorSnapshot seen = watch.best();
    return seen == null ? null : seen.name();
  }

  @Test
  void seesWhatIsThereBeforeAndAfterItIsOpened() {
    register("early", 1, false);
    assertThat(best()).isNull();
    watch.open();
    assertThat(best()).isEqualTo("early");
    register("late", 2, false);
    assertThat(best()).isEqualTo("late");
  }

  @Test
  void fallsBackToTheNextBestAndToNobody() {
    watch.open();
    ServiceRegistration<?> low = register("low", 1, false);
    ServiceRegistration<?> high = register("high", 2, false);
    high.unregister();
    assertThat(best()).isEqualTo("low");
    low.unregister();
    assertThat(best()).isNull();
  }

  @Test
  void olderOfEqualRankingsIsTheBest() {
    watch.open();
    register("older", 3, false);
    register("younger", 3, false);
    assertThat(best()).isEqualTo("older");
  }

  @Test
  void seesARankingThatChanges() {
    watch.open();
    ServiceRegistration<?> rising = register("rising", 1, false);
    register("other", 2, false);
    rising.setProperties(FrameworkUtil.asDictionary(properties("rising", 3, false)));
    assertThat(best()).isEqualTo("rising");
  }

  @Test
  void seesTheAuthorityWhereverItRanksAndAsLongAsItSaysSo() {
    watch.open();
    register("foreign", 1_000, false);
    assertThat(watch.authority()).isNull();
    ServiceRegistration<GovernanceInterceptor> runtime = register("runtime", 0, true);
    assertThat(watch.authority()).isSameAs(context.getService(runtime.getReference()));
    assertThat(best()).isEqualTo("foreign");
    runtime.setProperties(FrameworkUtil.asDictionary(properties("runtime", 0, false)));
    assertThat(watch.authority()).isNull();
    runtime.setProperties(FrameworkUtil.asDictionary(properties("runtime", 0, true)));
    assertThat(watch.authority()).isNotNull();
    runtime.unregister();
    assertThat(watch.authority()).isNull();
  }

  /** A listener before it unregisters what is just being registered: the departure comes first. */
  @Test
  void doesNotKeepWhatLeftBeforeItsArrivalWasHeardOf() {
    AtomicReference<ServiceRegistration<?>> registration = new AtomicReference<>();
    ServiceListener hasty =
        event -> {
          if (event.getType() == ServiceEvent.MODIFIED && registration.get() != null) {
            CompletableFuture.runAsync(registration.getAndSet(null)::unregister).join();
          }
        };
    context.addServiceListener(hasty);
    ServiceRegistration<?> leaving = register("leaving", 1, false);
    registration.set(leaving);
    watch.open();
    leaving.setProperties(FrameworkUtil.asDictionary(properties("leaving", 2, true)));
    assertThat(best()).isNull();
    assertThat(watch.authority()).isNull();
  }

  @Test
  void seesNobodyOnceItIsClosed() {
    register("there", 1, true);
    watch.open();
    watch.close();
    register("later", 2, true);
    assertThat(best()).isNull();
    assertThat(watch.authority()).isNull();
  }

  @Test
  void trackerHasTheHighestRankedAfterManyThreadsHaveComeAndGone() {
    watch.open();
    for (int round = 0; round < 50; round++) {
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      List<ServiceRegistration<?>> staying = Collections.synchronizedList(new ArrayList<>());
      for (int n = 0; n < 4; n++) {
        int ranking = n;
        threads.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    register("passing " + ranking, ranking, true).unregister();
                  }
                  staying.add(register("staying " + ranking, ranking, false));
                }));
      }
      threads.forEach(CompletableFuture::join);
      // Not by a lookup: Felix 7.0.5 may drop a service from its index when another one leaves.
      assertThat(best()).isEqualTo("staying 3");
      assertThat(watch.authority()).isNull();
      staying.forEach(ServiceRegistration::unregister);
      assertThat(best()).isNull();
    }
  }
}
