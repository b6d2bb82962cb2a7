// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import io.portcullis.api.spi.RuntimeTransport;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Records each change of a transport's policies, from the digest that it publishes as a service
 * property. Thread-safe.
 */
final class PolicyChanges implements ServiceListener {
  private static final String DIGEST = "policy.digest";
  private static final String DOCUMENTS = "policy.documents";
  private static final Actor DOCUMENTS_CHANGED = new Actor(Actor.UNKNOWN, "policy documents");

  private final ChangeLog log;
  private final Map<ServiceReference<?>, String> known = new HashMap<>();

  /** The transports that left before {@link #lookAgain}, which may still list them. */
  private final Set<ServiceReference<?>> left = new HashSet<>();

  private boolean complete;

  /**
   * Creates a listener that knows the present policies.
   *
   * @param present the registered transports
   * @param log records the changes
   */
  PolicyChanges(Collection<ServiceReference<RuntimeTransport>> present, ChangeLog log) {
    this.log = log;
    present.forEach(transport -> known.put(transport, text(transport, DIGEST)));
  }

  /** Returns the digests of all policies in force, in order. */
  synchronized String digests() {
    SortedSet<String> digests = new TreeSet<>(known.values());
    digests.remove("");
    return String.join(",", digests);
  }

  /**
   * Records the changes that happened before this listener was added. Call it once.
   *
   * @param present the transports that are registered now
   */
  synchronized void lookAgain(Collection<ServiceReference<RuntimeTransport>> present) {
    Set<ServiceReference<?>> gone = new HashSet<>(known.keySet());
    for (ServiceReference<RuntimeTransport> transport : present) {
      gone.remove(transport);
      if (!left.contains(transport)) {
        take(transport, text(transport, DIGEST));
      }
    }
    gone.forEach(this::withdraw);
    left.clear();
    complete = true;
  }

  @Override
  public synchronized void serviceChanged(ServiceEvent event) {
    ServiceReference<?> transport = event.getServiceReference();
    if (event.getType() != ServiceEvent.UNREGISTERING) {
      take(transport, text(transport, DIGEST));
      return;
    }
    if (!complete) {
      left.add(transport);
    }
    withdraw(transport);
  }

  private void take(ServiceReference<?> transport, String now) {
    record(transport, known.put(transport, now), now);
  }

  private void withdraw(ServiceReference<?> transport) {
    record(transport, known.remove(transport), "");
  }

  private void record(ServiceReference<?> transport, @Nullable String known, String now) {
    String before = Objects.requireNonNullElse(known, "");
    if (!before.equals(now)) {
      log.record(type(before, now), DOCUMENTS_CHANGED, attributes(transport, before, now));
    }
  }

  private static String type(String before, String now) {
    if (before.isEmpty()) {
      return "policy_loaded";
    }
    return now.isEmpty() ? "policy_withdrawn" : "policy_reloaded";
  }

  private static Map<String, String> attributes(
      ServiceReference<?> transport, String before, String now) {
    return Map.of(
        "transport",
        text(transport, RuntimeTransport.NAME),
        "old",
        before,
        "new",
        now,
        "documents",
        text(transport, DOCUMENTS));
  }

  private static String text(ServiceReference<?> transport, String property) {
    Object value = transport.getProperty(property);
    if (value instanceof String[] several) {
      return String.join(",", several);
    }
    return value == null ? "" : value.toString();
  }
}
