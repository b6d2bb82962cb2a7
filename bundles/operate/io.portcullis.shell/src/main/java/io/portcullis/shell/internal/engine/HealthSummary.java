// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.ServiceReference;

/** Asks the health reporters; one that fails is itself a finding. */
final class HealthSummary {
  private final CurrentServices services;

  HealthSummary(CurrentServices services) {
    this.services = services;
  }

  List<Health> all() {
    return of(reference -> true);
  }

  /** The lines of those reporters that a test on their references lets through, sorted by part. */
  List<Health> of(Predicate<ServiceReference<HealthReporter>> wanted) {
    List<Health> lines = new ArrayList<>();
    for (ServiceReference<HealthReporter> reference : services.ranked(HealthReporter.class)) {
      if (wanted.test(reference)) {
        services
            .use(reference, reporter -> ask(reporter, reference))
            .or(() -> unavailable(reference))
            .ifPresent(lines::add);
      }
    }
    lines.sort(Comparator.comparing(Health::part));
    return lines;
  }

  // A component whose constructor refuses its configuration stays registered and gives no service.
  private static Optional<Health> unavailable(ServiceReference<?> reference) {
    if (reference.getBundle() == null) {
      return Optional.empty(); // it has left meanwhile
    }
    String bundle = CurrentServices.bundle(reference);
    String detail = bundle + " does not start, perhaps for its configuration; the log says why";
    return Optional.of(new Health(bundle, Health.Level.CRITICAL, detail));
  }

  private static Health ask(HealthReporter reporter, ServiceReference<?> reference) {
    try {
      return Objects.requireNonNull(reporter.health(), "no answer");
    } catch (RuntimeException | LinkageError e) { // linkage: its bundle was refreshed
      String detail = "the health could not be read: " + e;
      return new Health(CurrentServices.bundle(reference), Health.Level.CRITICAL, detail);
    }
  }

  /** For the text form of a command. */
  static String table(List<Health> lines) {
    TextTable table = new TextTable("  ");
    lines.forEach(line -> table.row(line.part(), line.level().word(), line.detail()));
    return lines.isEmpty() ? "  none" : table.toString();
  }
}
