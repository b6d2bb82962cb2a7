// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.spi.ModePolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each change of the mode in force. It queries the mode policy itself: the service
 * properties contain the configured mode, also if the policy has refused it. Thread-safe.
 */
final class ModeChanges implements ServiceListener {
  private static final Logger LOG = LoggerFactory.getLogger(ModeChanges.class);

  private final RegistryAccess services;
  private final ActorResolver actors;
  private final Supplier<Actor> configurer;
  private final ChangeLog log;
  private final Set<ServiceReference<?>> leaving = ConcurrentHashMap.newKeySet();
  private final AtomicLong readings = new AtomicLong();
  private long latest;
  private EnforcementMode known;

  /**
   * Creates a listener that knows the mode in force.
   *
   * @param services finds and calls the mode policies
   * @param actors determines who acts in the current thread
   * @param configurer supplies who last configured the mode
   * @param log records the changes
   */
  ModeChanges(
      RegistryAccess services, ActorResolver actors, Supplier<Actor> configurer, ChangeLog log) {
    this.services = services;
    this.actors = actors;
    this.configurer = configurer;
    this.log = log;
    this.known = inForce();
  }

  /** Returns the mode in force, enforce without a mode policy. */
  synchronized EnforcementMode known() {
    return known;
  }

  /** Records a change that happened before this listener was added. */
  void lookAgain() {
    look(configurer);
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    if (event.getType() == ServiceEvent.UNREGISTERING) {
      leaving.add(event.getServiceReference());
    }
    // A configuration arrives in a thread of Configuration Admin, which does not identify the
    // actor.
    look(
        event.getType() == ServiceEvent.MODIFIED
            ? () -> actors.ofOperatorOr(configurer)
            : actors::ofThread);
  }

  /**
   * Calls the policies without a lock, because their bundles may hold locks of the component
   * runtime. Of overlapping readings, the one that started last sees every change and counts.
   */
  private void look(Supplier<Actor> actor) {
    long reading = readings.incrementAndGet();
    EnforcementMode now = inForce();
    Actor who = actor.get();
    synchronized (this) {
      if (reading > latest) {
        latest = reading;
        take(now, who);
      }
    }
  }

  private void take(EnforcementMode now, Actor who) {
    if (now != known) {
      log.record("mode_changed", who, Map.of("old", known.word(), "new", now.word()));
      known = now;
    }
  }

  private EnforcementMode inForce() {
    return present().stream()
        .map(this::mode)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(EnforcementMode.ENFORCE);
  }

  /** A policy that is about to leave is still in the registry. */
  private List<ServiceReference<ModePolicy>> present() {
    List<ServiceReference<ModePolicy>> present =
        services.all(ModePolicy.class).stream()
            .filter(policy -> !leaving.contains(policy))
            .sorted(Comparator.reverseOrder())
            .toList();
    leaving.removeIf(
        policy -> policy.getBundle() == null); // unregistered: it provides no service any more
    return present;
  }

  private Optional<EnforcementMode> mode(ServiceReference<ModePolicy> policy) {
    try {
      return services.use(
          policy, service -> Objects.requireNonNullElse(service.mode(), EnforcementMode.ENFORCE));
    } catch (RuntimeException | LinkageError e) { // linkage: its bundle was refreshed
      LOG.warn("The mode policy {} failed, so it counts as enforce", policy, e);
      return Optional.of(EnforcementMode.ENFORCE);
    }
  }
}
