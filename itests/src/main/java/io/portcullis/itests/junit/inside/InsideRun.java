// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit.inside;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.ops4j.pax.exam.ProbeInvoker;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Executes one test, named by its unique id, and puts what went wrong into the map it was given:
 * under {@code failed} or {@code aborted}. Only types of the JDK cross over.
 */
final class InsideRun implements ProbeInvoker {
  private final Bundle probe;

  InsideRun(Bundle probe) {
    this.probe = probe;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void call(Object... args) {
    execute((String) args[0], (Map<String, Throwable>) args[1]);
  }

  private void execute(String uniqueId, Map<String, Throwable> problems) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(probe.adapt(BundleWiring.class).getClassLoader());
    try {
      AtomicInteger ran = new AtomicInteger();
      LauncherFactory.create(withJupiterAlone())
          .execute(
              LauncherDiscoveryRequestBuilder.request().selectors(selectUniqueId(uniqueId)).build(),
              new Collector(problems, ran));
      if (ran.get() != 1) {
        problems.putIfAbsent(
            "failed", new AssertionError(ran + " tests ran inside the container: " + uniqueId));
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Nothing is found by the service loader, which sees no other bundle. */
  private static LauncherConfig withJupiterAlone() {
    return LauncherConfig.builder()
        .enableTestEngineAutoRegistration(false)
        .enableLauncherSessionListenerAutoRegistration(false)
        .enableLauncherDiscoveryListenerAutoRegistration(false)
        .enablePostDiscoveryFilterAutoRegistration(false)
        .enableTestExecutionListenerAutoRegistration(false)
        .addTestEngines(new JupiterTestEngine())
        .build();
  }

  private record Collector(Map<String, Throwable> problems, AtomicInteger ran)
      implements TestExecutionListener {

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        ran.incrementAndGet();
      }
      boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
      result.getThrowable().ifPresent(t -> problems.putIfAbsent(aborted ? "aborted" : "failed", t));
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      ran.incrementAndGet();
      problems.putIfAbsent("aborted", new IllegalStateException("skipped inside: " + reason));
    }
  }
}
