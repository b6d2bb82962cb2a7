// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import io.portcullis.api.GovernanceInterceptor;
import java.util.List;

/** Which interceptors are registered. */
public final class Interceptors {
  public static final String FLOOR = "fail-closed floor";
  public static final String CEILING = "fail-closed ceiling";
  public static final String RUNTIME_QUERY = "runtime query";
  public static final String PASS_THROUGH = "pass-through";

  private Interceptors() {}

  /** The name of the one that asks a runtime. */
  public static final String RUNTIME = "runtime query";

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
}
