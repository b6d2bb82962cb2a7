// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceInterceptor;
import io.portcullis.api.ModePolicy;
import io.portcullis.api.OperationScope;
import io.portcullis.api.OperatorSwitch;
import io.portcullis.journal.JournalVerification;
import io.portcullis.journal.JournalVerifier;
import io.portcullis.journal.VerificationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** The engine in this framework, changed by the means that any operator has. */
final class OsgiEngine implements Engine {
  private static final String TRANSPORT = "io.portcullis.transport.embedded";
  private static final String MODE = "io.portcullis.mode";
  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final BundleContext context;
  private final ConfigurationAdmin configurations;

  OsgiEngine(BundleContext context, ConfigurationAdmin configurations) {
    this.context = context;
    this.configurations = configurations;
  }

  /** Puts one policy document in force, under enforce. */
  void begin(Path policy) {
    // A watched folder must not change the configurations back while this goes on.
    bundle(FILE_INSTALL).ifPresent(OsgiEngine::stop);
    mode("enforce");
    stopTransport();
    configure(TRANSPORT, Map.of("policies", new String[] {policy.toString()}));
    startTransport();
  }

  @Override
  public void stopTransport() {
    stop(transport());
  }

  @Override
  public void startTransport() {
    try {
      transport().start(Bundle.START_TRANSIENT);
    } catch (BundleException e) {
      throw new IllegalStateException("the transport does not start", e);
    }
    await(
        GovernanceInterceptor.class,
        "(" + GovernanceInterceptor.AUTHORITY + "=" + GovernanceInterceptor.RUNTIME + ")",
        GovernanceInterceptor::authoritative);
  }

  @Override
  public void mode(String mode) {
    configure(MODE, Map.of("mode", mode));
    EnforcementMode expected = EnforcementMode.valueOf(mode.toUpperCase(Locale.ROOT));
    await(ModePolicy.class, "(service.id=*)", policy -> policy.mode() == expected);
  }

  @Override
  public void reviewNext(boolean approve) {
    Reviewer.decideNext(context, approve);
  }

  @Override
  public void terminate(String agent) {
    order(agent, OperatorSwitch.Signal.TERMINATE);
  }

  @Override
  public void reinstate(String agent) {
    order(agent, OperatorSwitch.Signal.REINSTATE);
  }

  @Override
  public String verifyJournal() {
    Path journal = Path.of(context.getProperty("portcullis.home"), "data", "journal");
    try {
      JournalVerification found = new JournalVerifier(VerificationOptions.STRICT).verify(journal);
      if (!found.sound()) {
        throw new IllegalStateException(found.faults().get(0).message());
      }
      return "%d records, chained and signed, none lost".formatted(found.records());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void order(String agent, OperatorSwitch.Signal signal) {
    ServiceReference<OperatorSwitch> reference = context.getServiceReference(OperatorSwitch.class);
    OperatorSwitch operator = reference == null ? null : context.getService(reference);
    if (operator == null) {
      throw new IllegalStateException("no operator's switch is there");
    }
    try {
      operator.give(OperationScope.agent(agent), signal, "demo", "shown in the demonstration");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      context.ungetService(reference);
    }
  }

  private <S> void await(Class<S> type, String filter, Predicate<S> state) {
    try (AwaitedService<S> service = new AwaitedService<>(context, type, filter, state)) {
      service.await(PATIENCE_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no " + type.getSimpleName() + " as expected", e);
    }
  }

  private void configure(String pid, Map<String, ?> values) {
    try {
      Dictionary<String, ?> properties = FrameworkUtil.asDictionary(values);
      configurations.getConfiguration(pid, "?").update(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Bundle transport() {
    return bundle(TRANSPORT)
        .orElseThrow(() -> new IllegalStateException("bundle " + TRANSPORT + " is not installed"));
  }

  private Optional<Bundle> bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  private static void stop(Bundle bundle) {
    try {
      bundle.stop(Bundle.STOP_TRANSIENT);
    } catch (BundleException e) {
      throw new IllegalStateException(bundle + " does not stop", e);
    }
  }
}
