// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.DeferredAnswer;
import io.portcullis.testkit.fake.ObservedTool;
import io.portcullis.testkit.fake.ScriptedAnswer;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows S5, S6, S12 and S13 of the fail-open matrix with the shipped journal, approvals and operator
 * control, in each mode and through each way to a tool.
 */
@ContainerTest(
    features = {"core", "adapter-langchain4j", "evidence"},
    properties = "portcullis.home={temp}")
class RealServicesMatrixIT {
  private static final String APPROVAL = "io.portcullis.approval";
  private static final String JOURNAL = "io.portcullis.journal";
  private static final String OPERATIONS = "io.portcullis.operations";
  private static final String AGENT = "agent-7";

  private final ObservedTool tool = new ObservedTool();
  private final ScriptedRuntime runtime = new ScriptedRuntime();
  private Registry registry;
  private Configurations configurations;
  private FakeTransport transport;
  private Path folder;

  static Stream<Arguments> all() {
    return Stream.of("enforce", "", "observe", "disabled")
        .flatMap(mode -> Stream.of(Way.values()).map(way -> Arguments.of(mode, way)));
  }

  @BeforeEach
  void start(@TempDir Path temp) {
    folder = temp;
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    configurations.set(JOURNAL, Map.of("folder", temp.resolve("journal").toString()));
    configurations.set(OPERATIONS, Map.of("folder", temp.resolve("operations").toString()));
    configurations.set(APPROVAL, Map.of("folder", temp.resolve("approvals").toString()));
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", FakeTransport.TARGET);
    configurations.put(ContainerEngine.GATE, "defaultAgent", AGENT);
    transport = new FakeTransport(registry, runtime);
    transport.start();
    Interceptors.awaitAuthority(registry);
  }

  @AfterEach
  void stop() {
    registry.start(APPROVAL);
    registry.start(JOURNAL);
    registry.start(OPERATIONS);
    transport.close();
    configurations.delete(JOURNAL);
    configurations.delete(OPERATIONS);
    configurations.delete(APPROVAL);
    configurations.delete(ContainerEngine.GATE);
    configurations.put(ContainerEngine.MODE, "mode", "enforce");
    registry.close();
  }

  private void mode(String word) {
    if (word.isEmpty()) {
      configurations.delete(ContainerEngine.MODE);
    } else {
      configurations.put(ContainerEngine.MODE, "mode", word);
    }
  }

  private static boolean lenient(String mode) {
    return mode.equals("observe") || mode.equals("disabled");
  }

  private CompletableFuture<Void> callInAnotherThread(Way way) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              way.call(registry, tool);
              ended.complete(null);
            },
            "call");
    thread.setDaemon(true);
    thread.start();
    return ended;
  }

  private void assertRanOnlyIf(boolean expected) {
    assertThat(tool.count()).as("times that the tool ran").isEqualTo(expected ? 1 : 0);
  }

  /** Hears of one type of event. */
  private CountDownLatch hear(String type) {
    CountDownLatch heard = new CountDownLatch(1);
    RecordListener listener =
        new RecordListener() {
          @Override
          public void onRecord(CallRecord callRecord) {
            // only events are of interest
          }

          @Override
          public void onEvent(GovernanceEvent event) {
            if (event.type().equals(type)) {
              heard.countDown();
            }
          }
        };
    registry.register(RecordListener.class, listener, Map.of());
    return heard;
  }

  private void order(Signal signal, OperationScope scope) throws IOException {
    registry.service(OperatorControl.class).give(scope, signal, "operator", "a test");
  }

  @ParameterizedTest
  @MethodSource("all")
  void s05ApprovalsStopWhileACallWaits(String mode, Way way) {
    mode(mode);
    runtime.answer(ScriptedAnswer.pending("p-1", Duration.ofMinutes(5)));
    CountDownLatch waits = hear("approval_requested");
    CompletableFuture<Void> ended = callInAnotherThread(way);
    Await.await(waits);
    registry.stop(APPROVAL);
    Await.await(ended);
    assertRanOnlyIf(lenient(mode));
  }

  @ParameterizedTest
  @MethodSource("all")
  void s05ApprovalsAreAway(String mode, Way way) {
    mode(mode);
    registry.stop(APPROVAL);
    runtime.answer(ScriptedAnswer.pending("p-1", Duration.ofMinutes(5)));
    way.call(registry, tool);
    assertRanOnlyIf(lenient(mode));
  }

  @ParameterizedTest
  @MethodSource("all")
  void s06DenialThoughTheJournalCannotBeWritten(String mode, Way way) throws IOException {
    mode(mode);
    runtime.answer(ScriptedAnswer.deny("not this one"));
    RecordListener broken =
        callRecord -> {
          throw new IllegalStateException("on purpose");
        };
    registry.register(RecordListener.class, broken, Map.of());
    breakJournal();
    way.call(registry, tool);
    assertRanOnlyIf(false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void s12Terminated(String mode, Way way) throws IOException {
    mode(mode);
    order(Signal.TERMINATE, OperationScope.agent(AGENT));
    way.call(registry, tool);
    assertRanOnlyIf(false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void s12TerminatedWhileTheRuntimeDecides(String mode, Way way) throws IOException {
    mode(mode);
    DeferredAnswer held = DeferredAnswer.open();
    runtime.answer(held);
    CompletableFuture<Void> ended = callInAnotherThread(way);
    held.awaitArrival();
    order(Signal.TERMINATE, OperationScope.ALL);
    Await.await(ended); // without an answer of the runtime
    held.release(ScriptedAnswer.allow());
    assertRanOnlyIf(false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void s12TerminatedWhileAPersonDecides(String mode, Way way) throws IOException {
    mode(mode);
    runtime.answer(ScriptedAnswer.pending("p-1", Duration.ofMinutes(5)));
    CountDownLatch waits = hear("approval_requested");
    CompletableFuture<Void> ended = callInAnotherThread(way);
    Await.await(waits);
    order(Signal.TERMINATE, OperationScope.agent(AGENT));
    Await.await(ended);
    assertRanOnlyIf(false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void s12PausedUntilTheDeadline(String mode, Way way) throws IOException {
    mode(mode);
    configurations.put(ContainerEngine.GATE, "deadlineMs", 100L);
    order(Signal.PAUSE, OperationScope.agent(AGENT));
    way.call(registry, tool);
    assertRanOnlyIf(false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void s12SwitchIsAway(String mode, Way way) {
    mode(mode);
    registry.stop(OPERATIONS);
    way.call(registry, tool);
    assertRanOnlyIf(lenient(mode));
  }

  @ParameterizedTest
  @MethodSource("all")
  void s13JournalCannotBeWritten(String mode, Way way) throws IOException {
    mode(mode);
    breakJournal();
    way.call(registry, tool);
    assertRanOnlyIf(lenient(mode));
  }

  @ParameterizedTest
  @MethodSource("all")
  void s13JournalIsAway(String mode, Way way) {
    mode(mode);
    registry.stop(JOURNAL);
    way.call(registry, tool);
    assertRanOnlyIf(lenient(mode));
  }

  @ParameterizedTest
  @MethodSource("all")
  void s08RunsWithAllOfThem(String mode, Way way) {
    mode(mode);
    way.call(registry, tool);
    assertRanOnlyIf(true);
  }

  /** A file takes the place of the folder, and the journal has said that it has noticed. */
  private void breakJournal() throws IOException {
    Path journal = folder.resolve("journal");
    Files.move(journal, folder.resolve("gone")); // in one step, since the writer is at work there
    Files.createFile(journal);
    JournalFailure.await(registry);
  }
}
