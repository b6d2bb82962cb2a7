// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import io.portcullis.api.ToolGate;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.assembly.simulator.RuntimeSimulator;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.testkit.fake.RecordingJournal;
import io.portcullis.testkit.fake.RecordingListener;
import io.portcullis.testkit.fake.ScriptedApprovals;
import io.portcullis.testkit.fake.ScriptedCallClearance;
import io.portcullis.testkit.fake.ScriptedRuntime;
import io.portcullis.testkit.matrix.EngineUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The shipped engine, whose scripted runtime answers on a socket. */
final class TransportEngine implements EngineUnderTest {
  /** Ends approvals that the scripted approver does not give; the others come at once. */
  private static final long APPROVAL_TIMEOUT_MS = 1_000;

  private final ContainerEngine engine = new ContainerEngine();
  private final Path folder;
  private final RuntimeSimulator runtime;
  private final TransportBundle transport;

  TransportEngine() {
    try {
      folder = Files.createTempDirectory("pc"); // the path of a socket must be short
      Path socket = folder.resolve("s");
      runtime = new RuntimeSimulator(socket, TransportBundle.AGENT, ticket -> {});
      runtime.answer(new TransportScript(engine.runtime(), engine.approvals()));
      runtime.start();
      transport = new TransportBundle(engine.registry(), socket, APPROVAL_TIMEOUT_MS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    engine
        .configurations()
        .put(ContainerEngine.INTERCEPTOR, "transport.target", TransportBundle.TARGET);
    transport.awaitDeciding();
  }

  @Override
  public ToolGate gate() {
    return engine.gate();
  }

  @Override
  public ScriptedRuntime runtime() {
    return engine.runtime();
  }

  @Override
  public ScriptedApprovals approvals() {
    return engine.approvals();
  }

  @Override
  public ScriptedCallClearance control() {
    return engine.control();
  }

  @Override
  public RecordingJournal journal() {
    return engine.journal();
  }

  @Override
  public RecordingListener listener() {
    return engine.listener();
  }

  @Override
  public void mode(String configured) {
    engine.mode(configured);
  }

  @Override
  public void patience(Duration limit) {
    engine.patience(limit);
    transport.awaitDeciding();
  }

  @Override
  public void requireEvidence() {
    engine.requireEvidence();
  }

  @Override
  public void outrank(GovernanceInterceptor interceptor) {
    engine.outrank(interceptor);
  }

  @Override
  public void removeInterceptors() {
    engine.removeInterceptors();
  }

  @Override
  public void transportLeaves(Departure departure) {
    transport.leave(departure);
  }

  @Override
  public void transportReturns(Departure departure) {
    transport.comeBack(departure);
    transport.awaitDeciding();
  }

  @Override
  public void close() {
    transport.close();
    engine.close();
    try {
      runtime.close();
      Files.deleteIfExists(folder.resolve("s"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
