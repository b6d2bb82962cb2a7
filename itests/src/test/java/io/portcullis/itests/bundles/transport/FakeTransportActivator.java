// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.bundles.transport;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * A transport in a bundle of its own, to a runtime that outlives the bundle: the scripted runtime
 * that the test has registered as a service.
 */
public final class FakeTransportActivator implements BundleActivator {
  /** The name by which configuration selects this transport. */
  public static final String NAME = "fake";

  @Override
  public void start(BundleContext context) {
    ServiceReference<ScriptedRuntime> reference =
        context.getServiceReference(ScriptedRuntime.class);
    Link link = new Link(context.getService(reference));
    context.registerService(
        RuntimeTransport.class,
        link,
        FrameworkUtil.asDictionary(Map.of(RuntimeTransport.NAME, NAME)));
  }

  @Override
  public void stop(BundleContext context) {
    // the framework withdraws the service
  }

  /** Of this bundle, so that it goes stale with it. */
  private record Link(ScriptedRuntime runtime) implements RuntimeTransport {
    @Override
    public CompletionStage<RuntimeDecision> query(ToolCall call) {
      return runtime.query(call);
    }
  }
}
