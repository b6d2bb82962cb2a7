// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.Bundle;

/** The transport that decides in this process; its bundle is stopped and started. */
final class EmbeddedAuthority implements Authority {
  private static final String TRANSPORT = "io.portcullis.transport.embedded";

  private final RunningFramework framework;

  EmbeddedAuthority(RunningFramework framework) {
    this.framework = framework;
  }

  @Override
  public Manner manner() {
    return new Manner(
        "The transport bundle is stopped",
        "the transport is stopped",
        "The transport bundle is started again",
        true);
  }

  @Override
  public void begin(Path policy) {
    stop();
    framework.configure(TRANSPORT, Map.of("policies", new String[] {policy.toString()}));
    start();
  }

  @Override
  public void stop() {
    RunningFramework.stop(transport());
  }

  @Override
  public void start() {
    RunningFramework.start(transport());
    framework.awaitAuthority("embedded");
  }

  @Override
  public void reviewNext(boolean approve) {
    Reviewer.decideNext(framework.context(), approve);
  }

  private Bundle transport() {
    return framework
        .bundle(TRANSPORT)
        .orElseThrow(() -> new IllegalStateException("bundle " + TRANSPORT + " is not installed"));
  }

  @Override
  public void close() {
    // it ends with the container
  }
}
