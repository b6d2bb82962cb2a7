// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * How a check is called and selected.
 *
 * @param name for people
 * @param tags for executors and monitors: one that all checks have, and one of its own
 */
record CheckName(String name, List<String> tags) {
  private static final String COMMON = "portcullis";
  private static final int MAX_SUBJECT = 60;

  /** The name for a check of something; what a tag must not contain becomes a hyphen. */
  static CheckName of(String subject) {
    String line = HealthResults.line(subject);
    String text = line.length() > MAX_SUBJECT ? line.substring(0, MAX_SUBJECT) : line;
    String tag = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    return new CheckName("Portcullis " + text, List.of(COMMON, COMMON + "-" + tag));
  }

  ServiceRegistration<HealthCheck> register(BundleContext context, HealthCheck check) {
    Map<String, Object> properties =
        Map.of(HealthCheck.NAME, name, HealthCheck.TAGS, tags.toArray(new String[0]));
    return context.registerService(
        HealthCheck.class, check, FrameworkUtil.asDictionary(properties));
  }
}
