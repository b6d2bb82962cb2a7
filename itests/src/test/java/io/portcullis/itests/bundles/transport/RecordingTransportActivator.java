// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.transport;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.testkit.AllowLedger;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/** Another name for the embedded transport, there exactly while that is, which keeps a ledger. */
public final class RecordingTransportActivator implements BundleActivator {
  /** The name by which configuration selects this transport. */
  public static final String NAME = "recorded";

  private Followed tracker;

  @Override
  public void start(BundleContext context) throws InvalidSyntaxException {
    AllowLedger ledger = context.getService(context.getServiceReference(AllowLedger.class));
    String embedded =
        "(&(objectClass=" + RuntimeTransport.class.getName() + ")(transport.name=embedded))";
    tracker = new Followed(context, context.createFilter(embedded), ledger);
    tracker.open();
  }

  @Override
  public void stop(BundleContext context) {
    tracker.close();
  }

  /** Registers and unregisters with the embedded transport, in the same event. */
  private static final class Followed
      extends ServiceTracker<RuntimeTransport, ServiceRegistration<RuntimeTransport>> {
    private final AllowLedger ledger;

    Followed(BundleContext context, Filter filter, AllowLedger ledger) {
      super(context, filter, null);
      this.ledger = ledger;
    }

    @Override
    public ServiceRegistration<RuntimeTransport> addingService(
        ServiceReference<RuntimeTransport> reference) {
      return context.registerService(
          RuntimeTransport.class,
          new Recorder(context.getService(reference), ledger),
          FrameworkUtil.asDictionary(Map.of(RuntimeTransport.NAME, NAME)));
    }

    @Override
    public void removedService(
        ServiceReference<RuntimeTransport> reference,
        ServiceRegistration<RuntimeTransport> recorded) {
      recorded.unregister();
      context.ungetService(reference);
    }
  }

  /** Takes every allow down before it hands it out. */
  private record Recorder(RuntimeTransport transport, AllowLedger ledger)
      implements RuntimeTransport {
    @Override
    public CompletionStage<RuntimeDecision> query(ToolCall call) {
      return transport
          .query(call)
          .thenApply(
              decision -> {
                if (RuntimeDecision.ALLOW.equals(decision.decision())) {
                  ledger.allowed(call.arguments());
                }
                return decision;
              });
    }
  }
}
