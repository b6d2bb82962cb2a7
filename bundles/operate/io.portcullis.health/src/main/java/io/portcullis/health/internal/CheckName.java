// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.support.text.PrintableText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The name and the tags of a check.
 *
 * @param name for people
 * @param tags for executors and monitors: one that all checks share, and one for this check
 */
record CheckName(String name, List<String> tags) {
  private static final String COMMON = "portcullis";
  private static final int MAX_SUBJECT = 60;

  /**
   * Returns the name of the check of a subject; characters that a tag must not contain become
   * hyphens.
   */
  static CheckName of(String subject) {
    String text = PrintableText.line(PrintableText.start(subject, MAX_SUBJECT));
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
