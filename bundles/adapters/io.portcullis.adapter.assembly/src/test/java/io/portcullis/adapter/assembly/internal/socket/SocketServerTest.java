// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.adapter.assembly.internal.config.SdkSocketSettings;
import io.portcullis.adapter.assembly.internal.decision.CallDecider;
import io.portcullis.adapter.assembly.internal.decision.CallReader;
import io.portcullis.adapter.assembly.internal.decision.SdkEvents;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.assembly.wire.values.WireActionType;
import io.portcullis.testkit.OtherUserProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter on a real socket; the decisions of the gate are scripted. */
class SocketServerTest {
  private static final String AGENT = "agent";
  private static final int WAIT_SECONDS = 30;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<ToolGate> gate = new AtomicReference<>();
  private final BlockingQueue<GovernanceEvent> events = new LinkedBlockingQueue<>();
  private Path socket;
  private SocketServer server;

  @BeforeEach
  void open() throws IOException {
    socket = folder.resolve("s.sock");
    server = open(settings(4, 4));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private SdkSocketSettings settings(int connections, int pending) {
    return new SdkSocketSettings(
        AgentKey.of(AGENT),
        socket,
        "",
        "team",
        Duration.ofSeconds(5),
        Duration.ofSeconds(7),
        connections,
        pending,
        64 << 10,
        64 << 10);
  }

  private SocketServer open(SdkSocketSettings settings) throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    return SocketServer.open(
        settings,
        new CallReader(settings, clock),
        new CallDecider(gate::get),
        new SdkEvents(AgentIdentity.of(AGENT), () -> client, clock),
        nanos::get);
  }

  private final CallReporter client =
      new CallReporter() {
        @Override
        public CompletionStage<ApprovalDecision> awaitApproval(
            ToolCall call, Verdict.Pending pending) {
          throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> append(CallRecord callRecord) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void report(GovernanceEvent event) {
          events.add(event);
        }
      };

  private Gates gate(Gates next) {
    gate.set(next);
    return next;
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      return java.util.Objects.requireNonNull(
          queue.poll(WAIT_SECONDS, TimeUnit.SECONDS), "nothing came");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.yield();
    }
  }

  private Sdk sdk() throws IOException, WireException {
    return Sdk.proven(socket, AGENT);
  }

  @Test
  void decisionsReachTheSdkAndTheirEndsTheGate() throws Exception {
    Gates gates = gate(Gates.deciding());
    try (Sdk sdk = sdk()) {
      PolicyResponse yes = sdk.say(Sdk.query("yes")).answer();
      assertThat(yes.decision()).isEqualTo(Decision.ALLOW);
      assertThat(yes.policyRule()).isEqualTo("tools.yes");
      PolicyResponse no = sdk.say(Sdk.query("no")).answer();
      assertThat(no.decision()).isEqualTo(Decision.DENY);
      assertThat(no.reason()).isEqualTo("tool denied");
      assertThat(no.policyRule()).isEqualTo("tools.no");
    }
    assertThat(next(gates.reports)).isEqualTo(new Gates.Report("yes", ToolOutcome.Kind.COMPLETED));
    ToolCall call = next(gates.asked).call();
    assertThat(call.agent()).isEqualTo(new AgentIdentity("", "team", AGENT));
    assertThat(call.arguments()).isEqualTo("{\"a\":\"b\"}");
    assertThat(call.source()).isEqualTo("assembly");
    assertThat(call.deadline()).isEqualTo(Instant.EPOCH.plusSeconds(7));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            "throws",
            gates(
                one -> {
                  throw new IllegalStateException("x");
                })),
        Arguments.of("no stage", gates(one -> null)),
        Arguments.of("no decision", gates(one -> CompletableFuture.completedFuture(null))),
        Arguments.of(
            "fails", gates(one -> CompletableFuture.failedFuture(new IllegalStateException("x")))),
        Arguments.of(
            "cancelled",
            gates(
                one -> {
                  one.stage().cancel(false);
                  return one.stage();
                })),
        Arguments.of(
            "pending",
            gates(
                one ->
                    CompletableFuture.completedFuture(
                        new ToolGate.Decision(
                            one.call(),
                            new Verdict.Pending("1", "ask", "", null, java.util.List.of(), ""))))),
        Arguments.of(
            "another call",
            gates(one -> CompletableFuture.completedFuture(Gates.allow(ToolCall.of("x", "{}"))))),
        Arguments.of(
            "changed arguments",
            gates(
                one ->
                    CompletableFuture.completedFuture(
                        Gates.allow(one.call().withArguments("{}"))))),
        Arguments.of(
            "redacted", gates(one -> CompletableFuture.completedFuture(Gates.redact(one.call())))),
        Arguments.of("none", null));
  }

  private static Gates gates(
      java.util.function.Function<Gates.Asked, CompletionStage<ToolGate.Decision>> script) {
    return new Gates(script);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void onlyAnAllowOfTheGateAllows(String fault, Gates script) throws Exception {
    gate.set(script);
    try (Sdk sdk = sdk()) {
      assertThat(sdk.ask("yes")).as(fault).isEqualTo(Decision.DENY);
      gate(Gates.deciding());
      assertThat(sdk.ask("yes")).as("it has recovered").isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void agentReadsThePolicysTextForItAndNoCauseOfAFault() throws Exception {
    Verdict.Deny fault = Verdict.Deny.fault("the condition of rule 'cap' (p.yaml:7:3) failed");
    Verdict.Deny denial =
        new Verdict.Deny(Verdict.Basis.AUTHORITY, "denied by a rule", "cap")
            .withMessage("Ask the desk.");
    for (Verdict.Deny verdict : java.util.List.of(fault, denial)) {
      gate(
          gates(
              one ->
                  CompletableFuture.completedFuture(new ToolGate.Decision(one.call(), verdict))));
      try (Sdk sdk = sdk()) {
        PolicyResponse answer = sdk.say(Sdk.query("yes")).answer();
        assertThat(answer.decision()).isEqualTo(Decision.DENY);
        assertThat(answer.reason())
            .isEqualTo(verdict == fault ? "no authorization could be obtained" : "Ask the desk.");
      }
    }
  }

  @Test
  void redactionBecomesADenialWithItsChanges() throws Exception {
    Gates gates = gate(gates(one -> CompletableFuture.completedFuture(Gates.redact(one.call()))));
    try (Sdk sdk = sdk()) {
      PolicyResponse answer = sdk.say(Sdk.query("yes")).answer();
      assertThat(answer.decision()).isEqualTo(Decision.DENY);
      assertThat(answer.reason()).isEqualTo("sensitive data detected");
      assertThat(answer.policyRule()).isEqualTo("scan");
      assertThat(answer.redact()).containsExactly(new RedactRule("$.a", "[x]"));
    }
    assertThat(next(gates.reports).outcome()).isEqualTo(ToolOutcome.Kind.DENIED);
  }

  @Test
  void allowOfAStoppedGateDenies() throws Exception {
    Gates gates = gate(Gates.holding());
    try (Sdk sdk = sdk()) {
      sdk.say(Sdk.query("yes"));
      Gates.Asked asked = next(gates.asked);
      gate.set(null);
      asked.stage().complete(Gates.allow(asked.call()));
      assertThat(sdk.answer().decision()).isEqualTo(Decision.DENY);
    }
  }

  @Test
  void answersKeepTheOrderOfTheQueries() throws Exception {
    Gates gates = gate(Gates.holding());
    try (Sdk sdk = sdk()) {
      sdk.say(Sdk.query("first")).say(Sdk.query("second"));
      Map<String, Gates.Asked> asked = new java.util.HashMap<>();
      for (int i = 0; i < 2; i++) {
        Gates.Asked one = next(gates.asked);
        asked.put(one.call().tool(), one);
      }
      asked.get("second").stage().complete(Gates.deny(asked.get("second").call()));
      try (Sdk other = sdk()) {
        gate(Gates.deciding());
        assertThat(other.ask("yes")).as("others are not held up").isEqualTo(Decision.ALLOW);
      }
      gate(gates);
      asked.get("first").stage().complete(Gates.allow(asked.get("first").call()));
      assertThat(sdk.answer().decision()).isEqualTo(Decision.ALLOW);
      assertThat(sdk.answer().decision()).isEqualTo(Decision.DENY);
    }
  }

  @Test
  void noMoreQueriesAreReadThanMayBePending() throws Exception {
    Gates gates = gate(Gates.holding());
    try (Sdk sdk = sdk()) {
      for (int i = 0; i < 20; i++) {
        sdk.say(Sdk.query("q"));
      }
      for (int i = 0; i < 4; i++) {
        next(gates.asked);
      }
      gate(Gates.deciding());
      try (Sdk other = sdk()) {
        assertThat(other.ask("yes")).isEqualTo(Decision.ALLOW);
      }
      assertThat(gates.asked).isEmpty();
    }
  }

  @Test
  void endOfAConnectionCancelsItsPendingDecisions() throws Exception {
    Gates gates = gate(Gates.holding());
    Gates.Asked asked;
    try (Sdk sdk = sdk()) {
      sdk.say(Sdk.query("yes"));
      asked = next(gates.asked);
    }
    until("cancelled", asked.stage()::isCancelled);
    assertThat(gates.reports).isEmpty();
  }

  @Test
  void sdkThatDoesNotReadItsAnswersIsDisconnectedAndOthersAreServed() throws Exception {
    String long64 = "x".repeat(20_000);
    gate(
        gates(
            one ->
                CompletableFuture.completedFuture(
                    new ToolGate.Decision(
                        one.call(), new Verdict.Deny(Verdict.Basis.AUTHORITY, long64, "rule")))));
    try (Sdk lazy = sdk();
        Sdk other = sdk()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  lazy.say(Sdk.query("yes"));
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(other.ask("yes")).isEqualTo(Decision.DENY);
    }
  }

  @Test
  void silentHandshakeEndsInTime() throws Exception {
    gate(Gates.deciding());
    try (Sdk silent = new Sdk(socket);
        Sdk proven = sdk()) {
      assertThat(proven.ask("yes")).isEqualTo(Decision.ALLOW);
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(silent.ends()).isTrue();
      assertThat(proven.ask("yes")).as("established ones stay").isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void proofOfAnotherAgentIsRefused() throws Exception {
    gate(Gates.deciding());
    try (Sdk sdk = new Sdk(socket).prove("other")) {
      assertThat(sdk.ends()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 6, 255})
  void invalidHandshakeEndsTheConnection(int tag) throws Exception {
    Gates gates = gate(Gates.deciding());
    try (Sdk sdk = new Sdk(socket)) {
      sdk.raw(ByteBuffer.wrap(new byte[] {(byte) tag, 2, 0, 0}));
      assertThat(sdk.ends()).isTrue();
    }
    assertThat(gates.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "0501aa", "06", "ff", "0102ffff", "01ffffff7f", "01818004", "0400"})
  void invalidFramesEndTheConnectionAndOthersAreServed(String hex) throws Exception {
    gate(Gates.deciding());
    try (Sdk sdk = sdk();
        Sdk other = sdk()) {
      assertThat(sdk.ask("yes")).isEqualTo(Decision.ALLOW);
      sdk.raw(ByteBuffer.wrap(java.util.HexFormat.of().parseHex(hex)));
      assertThat(sdk.ends()).isTrue();
      assertThat(other.ask("yes")).isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void framesInPiecesOfAnySizeAreRead() throws Exception {
    gate(Gates.deciding());
    try (Sdk sdk = sdk()) {
      ByteBuffer frame = FrameEncoder.toRuntime(Sdk.query("yes"));
      sdk.say(new Heartbeat());
      while (frame.hasRemaining()) {
        sdk.raw(ByteBuffer.wrap(new byte[] {frame.get()}));
      }
      assertThat(sdk.answer().decision()).isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void oneConnectionTooManyIsClosed() throws Exception {
    gate(Gates.deciding());
    Sdk[] open = new Sdk[4];
    for (int i = 0; i < open.length; i++) {
      open[i] = sdk();
      assertThat(open[i].ask("yes")).isEqualTo(Decision.ALLOW);
    }
    try (Sdk more = new Sdk(socket)) {
      assertThat(more.ends()).isTrue();
    }
    assertThat(open[0].ask("yes")).isEqualTo(Decision.ALLOW);
    for (Sdk sdk : open) {
      sdk.close();
    }
  }

  static Stream<PolicyQuery> unclear() {
    PolicyQuery query = Sdk.query("yes");
    return Stream.of(
        with(query, AgentId.of("other"), query.action(), query.context()),
        with(query, query.agent(), WireActionType.FILE_OPERATION, query.context()),
        with(query, query.agent(), WireActionType.AGENT_SPAWN, query.context()),
        with(query, query.agent(), query.action(), new ActionContext.Missing()),
        with(
            query,
            query.agent(),
            query.action(),
            new ActionContext.ToolCall(
                "yes",
                "",
                io.portcullis.assembly.wire.ImmutableBytes.copyOf(new byte[] {-1}),
                "")));
  }

  private static PolicyQuery with(
      PolicyQuery query, AgentId agent, WireActionType action, ActionContext context) {
    return new PolicyQuery(agent, "", "", "", action, context, AgentId.NONE);
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void unclearQueryIsDeniedWithoutTheGate(PolicyQuery query) throws Exception {
    Gates gates = gate(Gates.deciding());
    try (Sdk sdk = sdk()) {
      assertThat(sdk.say(query).answer().decision()).isEqualTo(Decision.DENY);
    }
    assertThat(gates.asked).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("networkCalls")
  void networkCallNamesOnlyWhatTheSdkSet(ActionContext context, String arguments) throws Exception {
    Gates gates = gate(Gates.deciding());
    try (Sdk sdk = sdk()) {
      sdk.say(with(Sdk.query("yes"), AgentId.of(AGENT), WireActionType.NETWORK_CALL, context))
          .answer();
    }
    assertThat(gates.asked.take().call().arguments()).isEqualTo(arguments);
  }

  static Stream<Arguments> networkCalls() {
    return Stream.of(
        Arguments.of(
            new ActionContext.NetworkCall("example.com", 443, "https", false),
            "{\"host\":\"example.com\",\"port\":443,\"protocol\":\"https\"}"),
        Arguments.of(
            new ActionContext.NetworkCall("example.com", 0, "", false),
            "{\"host\":\"example.com\"}"));
  }

  @Test
  void eventsAreRecordedAndViolationsEchoed() throws Exception {
    gate(Gates.deciding());
    PolicyViolation violation = new PolicyViolation("rule", "shell", "why", 3);
    try (Sdk sdk = sdk()) {
      sdk.say(
          EventReport.of(
              "e1",
              AgentId.of(AGENT),
              1,
              WireActionType.TOOL_CALL,
              Decision.DENY,
              violation,
              Map.of("event_type", "policy_violation", "details", "secret")));
      assertThat(sdk.next()).isEqualTo(new ViolationAlert(violation));
    }
    GovernanceEvent event = next(events);
    assertThat(event.type()).isEqualTo("sdk_event");
    assertThat(event.attributes())
        .containsEntry("event_type", "policy_violation")
        .containsEntry("tool", "shell")
        .containsEntry("event_id", "e1")
        .doesNotContainKey("details");
  }

  @Test
  void closingEndsConnectionsAndRemovesTheSocket() throws Exception {
    Gates gates = gate(Gates.holding());
    try (Sdk sdk = sdk()) {
      sdk.say(Sdk.query("yes"));
      Gates.Asked asked = next(gates.asked);
      server.close();
      assertThat(sdk.ends()).isTrue();
      until("cancelled", asked.stage()::isCancelled);
    }
    assertThat(socket).doesNotExist();
    assertThat(server.isOpen()).isFalse();
    server.close();
  }

  @Test
  void tenThousandConnectionsLeakNothing() throws Exception {
    Gates gates = gate(Gates.deciding());
    assertThat(sdkAsks()).isEqualTo(Decision.ALLOW);
    int files = openFiles();
    for (int i = 0; i < 10_000; i++) {
      try (Sdk sdk = new Sdk(socket)) {
        if (i % 50 == 0) {
          sdk.prove(AGENT).say(Sdk.query("yes"));
        }
      }
    }
    until(
        "room again",
        () -> {
          try {
            return sdkAsks() == Decision.ALLOW;
          } catch (IOException | WireException e) {
            return false; // too many other connections are still open
          }
        });
    until("no file is left open", () -> openFiles() <= files);
    assertThat(gates.asked.size()).isLessThanOrEqualTo(300);
  }

  private Decision sdkAsks() throws IOException, WireException {
    try (Sdk sdk = sdk()) {
      return sdk.ask("yes");
    }
  }

  private static int openFiles() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  @Test
  void socketIsAccessibleToThisUserOnly() throws Exception {
    assertThat(Files.getPosixFilePermissions(socket))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertThat(Arrays.asList(folder.toFile().list())).containsExactly("s.sock");
    assertThatThrownBy(() -> open(settings(4, 4)).close())
        .hasMessageContaining("another process listens");
    assertThat(socket).exists();
  }

  @Test
  void sendsNothingToAProcessOfAnotherUser() throws IOException, InterruptedException {
    assumeTrue(OtherUserProcess.isPossible(), "only root can start a process of another user");
    Process peer = OtherUserProcess.connect(folder, socket);
    try (BufferedReader said = peer.inputReader()) {
      assertThat(said.readLine()).isEqualTo("-1");
    } finally {
      peer.destroyForcibly().waitFor();
    }
  }
}
