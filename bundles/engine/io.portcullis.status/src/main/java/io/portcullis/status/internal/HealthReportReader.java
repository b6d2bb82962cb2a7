// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.ToolGate;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.status.PartStatus;
import io.portcullis.status.internal.EngineObservation.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Asks every health reporter once; one that fails is itself a critical report. Thread-safe. */
final class HealthReportReader {
  private final ServiceLookup services;

  HealthReportReader(ServiceLookup services) {
    this.services = services;
  }

  /** Returns the reports, sorted by part. */
  List<HealthReport> read() {
    Set<Bundle> journals =
        services.ranked(Journal.class).stream()
            .map(ServiceReference::getBundle)
            .collect(Collectors.toSet());
    List<HealthReport> reports = new ArrayList<>();
    for (ServiceReference<HealthReporter> reference : services.ranked(HealthReporter.class)) {
      Bundle bundle = reference.getBundle();
      if (bundle != null) { // otherwise it has just left
        reports.add(report(reference, journals.contains(bundle)));
      }
    }
    reports.sort(Comparator.comparing(report -> report.health().part()));
    return List.copyOf(reports);
  }

  private HealthReport report(ServiceReference<HealthReporter> reference, boolean ofJournal) {
    String bundle = ServiceLookup.bundle(reference);
    Answer<Health> answer = services.ask(reference, HealthReporter::health);
    Health health = answer.value().orElseGet(() -> critical(bundle, answer));
    boolean ofGate = ofGate(reference);
    return new HealthReport(
        new PartStatus(bundle, health), answer.value().isPresent(), ofGate, ofJournal && !ofGate);
  }

  // A component whose constructor refuses its configuration stays registered and gives no service.
  private static Health critical(String bundle, Answer<Health> answer) {
    String detail =
        answer.failed()
            ? "the health of %s could not be read: %s".formatted(bundle, answer.failure())
            : bundle + " does not start, perhaps because of its configuration; see the log";
    return new Health(bundle, Health.Level.CRITICAL, detail);
  }

  private static boolean ofGate(ServiceReference<?> reference) {
    return reference.getProperty(Constants.OBJECTCLASS) instanceof String[] types
        && Arrays.asList(types).contains(ToolGate.class.getName());
  }
}
