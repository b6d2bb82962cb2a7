// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.List;
import org.osgi.service.condition.Condition;

/** Which interceptors are registered. */
public final class Interceptors {
  public static final String FLOOR = "fail-closed floor";
  public static final String CEILING = "fail-closed ceiling";
  public static final String RUNTIME_QUERY = "runtime query";
  public static final String PASS_THROUGH = "pass-through";

  private Interceptors() {}

  /** Their names, the one that decides first. */
  public static List<String> names(Registry registry) {
    return registry.references(GovernanceInterceptor.class, null).stream()
        .map(reference -> String.valueOf(reference.getProperty(GovernanceInterceptor.NAME)))
        .toList();
  }

  /** Whether one of them asks a runtime. */
  public static boolean authority(Registry registry) {
    return registry.has(
        GovernanceInterceptor.class,
        "(" + GovernanceInterceptor.AUTHORITY + "=" + GovernanceInterceptor.RUNTIME + ")");
  }

  /** Whether the ceiling is there, or has left a moment ago. */
  public static boolean ceilingAnnounced(Registry registry) {
    return registry.has(
        Condition.class, "(" + Condition.CONDITION_ID + "=io.portcullis.fail-closed)");
  }

  /** Waits until one of them asks a runtime, and everybody has heard that the ceiling has left. */
  public static void awaitAuthority(Registry registry) {
    registry.until(
        "the runtime interceptor to decide",
        () -> authority(registry) && !ceilingAnnounced(registry));
  }
}
