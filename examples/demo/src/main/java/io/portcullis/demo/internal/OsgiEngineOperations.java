// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.journal.verify.JournalVerifier;
import io.portcullis.journal.verify.VerificationOptions;
import io.portcullis.journal.verify.VerificationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The engine in this framework, changed by the means that any operator has. */
final class OsgiEngineOperations implements EngineOperations {
  private static final String MODE = "io.portcullis.mode";
  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

  private final RunningFramework framework;
  private final Authority authority;

  OsgiEngineOperations(RunningFramework framework, Authority authority) {
    this.framework = framework;
    this.authority = authority;
  }

  /** Puts one policy document in force, under enforce. */
  void begin(Path policy) {
    // A watched folder must not change the configurations back while this goes on.
    framework.bundle(FILE_INSTALL).ifPresent(RunningFramework::stop);
    mode("enforce");
    authority.begin(policy);
  }

  @Override
  public void stopTransport() {
    authority.stop();
  }

  @Override
  public void startTransport() {
    authority.start();
  }

  @Override
  public void mode(String mode) {
    framework.configure(MODE, Map.of("mode", mode));
    EnforcementMode expected = EnforcementMode.valueOf(mode.toUpperCase(Locale.ROOT));
    framework.await(ModePolicy.class, policy -> policy.mode() == expected);
  }

  @Override
  public void reviewNext(boolean approve) {
    authority.reviewNext(approve);
  }

  @Override
  public void terminate(String agent) {
    order(agent, OperatorControl.Signal.TERMINATE);
  }

  @Override
  public void reinstate(String agent) {
    order(agent, OperatorControl.Signal.REINSTATE);
  }

  @Override
  public String verifyJournal() {
    Path journal = Path.of(framework.property("portcullis.home"), "data", "journal");
    try {
      VerificationResult found = new JournalVerifier(VerificationOptions.STRICT).verify(journal);
      if (!found.sound()) {
        throw new IllegalStateException(found.faults().get(0).message());
      }
      return "%d records, chained and signed, none lost".formatted(found.records());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void order(String agent, OperatorControl.Signal signal) {
    BundleContext context = framework.context();
    ServiceReference<OperatorControl> reference =
        context.getServiceReference(OperatorControl.class);
    OperatorControl operator = reference == null ? null : context.getService(reference);
    if (operator == null) {
      throw new IllegalStateException("operator control is not registered");
    }
    try {
      operator.give(OperationScope.agent(agent), signal, "demo", "shown in the demonstration");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      context.ungetService(reference);
    }
  }
}
