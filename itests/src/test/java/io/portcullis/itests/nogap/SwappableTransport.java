// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import java.util.List;

/** The fake transport, which can also be deselected by configuration. */
record SwappableTransport(FakeTransport transport, Configurations configurations)
    implements Swappable {

  @Override
  public List<Way> ways() {
    return List.of(
        new Way("stop and start", transport::stop, transport::start),
        new Way("update", null, transport::update),
        new Way("uninstall and install", transport::uninstall, this::install),
        new Way("deselect and select", () -> select("(transport.name=none)"), this::reselect));
  }

  private void install() {
    transport.install();
    transport.start();
  }

  private void reselect() {
    select(FakeTransport.TARGET);
  }

  private void select(String target) {
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", target);
  }
}
