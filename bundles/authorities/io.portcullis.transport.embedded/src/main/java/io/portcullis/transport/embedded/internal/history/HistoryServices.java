// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import io.portcullis.api.operations.HistoryControl;
import io.portcullis.api.spi.CallSettlement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The registered services of a history. Not thread-safe. */
public final class HistoryServices implements AutoCloseable {
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private @Nullable HistoryKeeper keeper;

  /** Registers the services of a history. */
  public void register(BundleContext context, HistoryKeeper kept, HistoryOperations operations) {
    keeper = kept;
    registrations.add(
        context.registerService(CallSettlement.class, new HistorySettlement(kept.history()), null));
    registrations.add(context.registerService(HistoryControl.class, operations, null));
  }

  /** Unregisters the services and stops reading records. */
  @Override
  public void close() {
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
    if (keeper != null) {
      keeper.close();
    }
  }
}
