// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import java.util.List;
import org.osgi.service.condition.Condition;

/** The fake transport, which can also be deselected by configuration. */
record SwappableTransport(Registry registry, FakeTransport transport, Configurations configurations)
    implements Swappable {

  private static final String ANNOUNCED = "(osgi.condition.id=io.portcullis.fail-closed)";

  @Override
  public List<Way> ways() {
    return List.of(
        new Way("stop and start", transport::stop, transport::start),
        new Way("update", null, transport::update),
        new Way("uninstall and install", transport::uninstall, this::install),
        new Way("deselect and select", this::deselect, this::reselect));
  }

  private void install() {
    transport.install();
    transport.start();
  }

  /**
   * While the interceptor's bundle is stopped or started by somebody else at the same time, the
   * component runtime may take the configuration over in that other thread, after it was heard of.
   * So this waits until the interceptor has left, and until everybody has been told of the ceiling,
   * which is announced after that.
   */
  private void deselect() {
    select("(transport.name=none)");
    registry.until(
        "the runtime interceptor to leave",
        () ->
            !Interceptors.names(registry).contains(Interceptors.RUNTIME)
                && registry.has(Condition.class, ANNOUNCED));
  }

  private void reselect() {
    select(FakeTransport.TARGET);
  }

  private void select(String target) {
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", target);
  }
}
