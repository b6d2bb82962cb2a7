// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import java.util.List;

/** The fake transport, which can also be deselected by configuration. */
record SwappableTransport(Registry registry, FakeTransport transport, Configurations configurations)
    implements Swappable {

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
   * While another thread stops the interceptor's bundle, the component runtime gives no
   * configuration to the component that it is about to dispose of, and the interceptor stays until
   * that thread has gone on ({@link ComponentRuntimeIT}). Whatever comes after it has the new
   * configuration. So this waits until the interceptor has left, and until every listener knows of
   * the ceiling, which is announced after that.
   */
  private void deselect() {
    select("(transport.name=none)");
    registry.until(
        "the runtime interceptor to leave",
        () ->
            !Interceptors.names(registry).contains(Interceptors.RUNTIME_QUERY)
                && Interceptors.ceilingAnnounced(registry));
  }

  private void reselect() {
    select(FakeTransport.TARGET);
  }

  private void select(String target) {
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", target);
  }
}
