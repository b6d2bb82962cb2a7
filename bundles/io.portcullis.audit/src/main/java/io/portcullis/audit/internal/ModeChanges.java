// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ModePolicy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Records each change of the mode in force. It reads the mode from the property of the service, so
 * that it calls no service in a thread that may hold locks of the component runtime. Thread-safe.
 */
final class ModeChanges implements ServiceListener {
  private static final String MODE = "mode";

  private final Supplier<Collection<ServiceReference<ModePolicy>>> policies;
  private final Supplier<Actor> cause;
  private final ChangeLog log;
  private EnforcementMode known;

  /**
   * Takes the mode in force as known.
   *
   * @param policies finds the registered mode policies
   * @param cause tells who last configured the mode
   * @param log takes the changes
   */
  ModeChanges(
      Supplier<Collection<ServiceReference<ModePolicy>>> policies,
      Supplier<Actor> cause,
      ChangeLog log) {
    this.policies = policies;
    this.cause = cause;
    this.log = log;
    this.known = inForce(null);
  }

  /** The mode in force; without a mode policy that is enforce. */
  synchronized EnforcementMode known() {
    return known;
  }

  @Override
  public synchronized void serviceChanged(ServiceEvent event) {
    boolean leaves = event.getType() == ServiceEvent.UNREGISTERING;
    EnforcementMode now = inForce(leaves ? event.getServiceReference() : null);
    if (now != known) {
      log.record("mode_changed", cause.get(), Map.of("old", known.word(), "new", now.word()));
      known = now;
    }
  }

  private EnforcementMode inForce(@Nullable ServiceReference<?> leaving) {
    return policies.get().stream()
        .filter(policy -> !policy.equals(leaving))
        .max(Comparator.naturalOrder())
        .map(policy -> mode(policy.getProperty(MODE)))
        .orElse(EnforcementMode.ENFORCE);
  }

  private static EnforcementMode mode(@Nullable Object configured) {
    String word = configured == null ? "" : configured.toString().trim();
    return Arrays.stream(EnforcementMode.values())
        .filter(mode -> mode.word().equalsIgnoreCase(word))
        .findFirst()
        .orElse(EnforcementMode.ENFORCE);
  }
}
