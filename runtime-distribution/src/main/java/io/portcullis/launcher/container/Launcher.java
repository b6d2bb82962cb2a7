// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.container;

import io.portcullis.launcher.control.ControlSocketPath;
import io.portcullis.launcher.control.ReadinessCheck;
import io.portcullis.launcher.control.StatusReport;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.failure.MisconfiguredException;
import io.portcullis.launcher.home.Home;
import io.portcullis.launcher.home.HomeLock;
import io.portcullis.launcher.home.TrustedPaths;
import io.portcullis.launcher.plan.BundlePlan;
import io.portcullis.launcher.plan.ConfigurationFiles;
import io.portcullis.launcher.plan.ConfigurationNames;
import io.portcullis.launcher.plan.FeatureFiles;
import io.portcullis.launcher.plan.FrameworkSettings;
import io.portcullis.launcher.plan.InitialConfigurations;
import io.portcullis.launcher.plan.LaunchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.feature.Feature;

/** Starts a container from the files of a home, runs the work in it, and stops it. */
public final class Launcher {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(3);
  private static final String SHELL = "io.portcullis.shell";

  private final Home home;
  private final ControlSocketPath address;
  private final AtomicBoolean signalled = new AtomicBoolean();

  public Launcher(Home home) {
    this.home = home;
    this.address = new ControlSocketPath(home);
  }

  /** The work for which a container is started; the container stops when it returns. */
  public interface Work {
    /** Runs in a container whose bundles are active; returns the exit code of the process. */
    int in(Container container, Readiness readiness) throws LaunchException, InterruptedException;
  }

  /** Reports whether the container can do its work. */
  public interface Readiness {
    /**
     * Waits until it is ready, for a bounded time.
     *
     * @return a line that says what is ready
     * @throws MisconfiguredException if a configuration is misplaced or cannot be understood
     * @throws LaunchException if another critical problem prevents that
     */
    String line() throws LaunchException, InterruptedException;
  }

  /** Starts the requested features, runs the work and stops the container. */
  public int launch(LaunchRequest wanted, Work work) throws LaunchException, InterruptedException {
    TrustedPaths.ofThisUser().check(home);
    HomeLock lock = HomeLock.acquire(home);
    try {
      home.prepare();
      // The logging configuration sees system properties only.
      System.setProperty("portcullis.home", home.directory().toString());
      FrameworkSettings settings = FrameworkSettings.read(home);
      ConfigurationFiles.check(home.etc());
      List<Feature> features = new FeatureFiles(home.features()).read(wanted.features(settings));
      BundlePlan plan = BundlePlan.of(features, home.repository());
      String misplaced = ConfigurationNames.problem(plan, List.of(home.etc(), home.deploy()));
      Path socket = address.choose(System.getenv("XDG_RUNTIME_DIR"));

      Map<String, String> all = new LinkedHashMap<>(settings.properties());
      all.put(
          "configurator.initial", InitialConfigurations.toJson(features, wanted.configurations()));
      all.put("portcullis.control.socket", socket.toString());
      Container container = new Container(home, all);
      return runIn(container, plan, work, () -> readyLine(container, plan, socket, misplaced));
    } finally {
      lock.release();
    }
  }

  private int runIn(Container container, BundlePlan plan, Work work, Readiness readiness)
      throws LaunchException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnSignal(container), "stop"));
    try {
      container.start(plan);
      return work.in(container, readiness);
    } catch (LaunchException | IllegalStateException e) {
      // A container that is stopped while it starts fails in many ways, none of which needs a
      // message.
      if (signalled.get()) {
        return 0;
      }
      throw e;
    } finally {
      stop(container);
    }
  }

  private static String readyLine(
      Container container, BundlePlan plan, Path socket, String misplaced)
      throws LaunchException, InterruptedException {
    if (!misplaced.isEmpty()) {
      throw new MisconfiguredException(misplaced);
    }
    if (plan.entries().stream().noneMatch(entry -> entry.id().getArtifactId().equals(SHELL))) {
      return "portcullis: ready, no shell feature, so no control socket";
    }
    StatusReport status = new ReadinessCheck(socket, container.context()).await(READY_TIMEOUT);
    if (!status.misconfigured().isEmpty()) {
      throw new MisconfiguredException(status.misconfigured());
    }
    if (!status.critical().isEmpty()) {
      throw new LaunchException(status.critical().get(0));
    }
    return "portcullis: ready, mode %s, transport %s, control socket %s"
        .formatted(status.mode(), status.transport() == null ? "none" : status.transport(), socket);
  }

  private void stopOnSignal(Container container) {
    signalled.set(true);
    stop(container);
  }

  private void stop(Container container) {
    try {
      container.stop();
      address.forget();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LaunchException e) {
      System.err.println("portcullis: " + e.getMessage());
    }
  }
}
