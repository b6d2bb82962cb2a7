// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution;
import io.portcullis.launcher.McpProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a client starts it, and a real server; what ran is seen on the disk. */
class McpCommandIT {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}";
  private static final String ALLOWS_WRITING =
      "spec: { tools: { write_file: {allow: true}, '*': {allow: false} } }\n";
  private static final String ASKS_A_PERSON =
      "spec: { tools: { write_file: {allow: true, requires_approval_if: 'args.text == \"x\"'}, '*':"
          + " {allow: false} } }\n";

  /** Ends neither with its input nor when it is asked to, and has a child that does neither. */
  private static final List<String> STUBBORN =
      List.of("sh", "-c", "trap '' TERM; sh -c \"trap '' TERM; sleep 1000\" & echo {} | cat; wait");

  @TempDir Path folder;
  private Path state;
  private Path policy;

  @BeforeEach
  void prepare() throws Exception {
    state = folder.resolve("state");
    policy = folder.resolve("policy.yaml");
    Files.writeString(policy, ALLOWS_WRITING);
  }

  private McpProcess start(List<String> server) throws Exception {
    return McpProcess.start(
        state, List.of("--policy", policy.toString(), "--server", "files"), server);
  }

  private McpProcess start() throws Exception {
    return start(McpProcess.workspaceServer(folder));
  }

  private boolean exists(String file) {
    return Files.exists(folder.resolve(file));
  }

  private Path homeOfGateway(String name) {
    return state.resolve("portcullis").resolve("mcp").resolve(name);
  }

  @Test
  void runsWhatIsAllowedAndNothingElse() throws Exception {
    try (McpProcess client = start()) {
      assertThat(client.ask(McpProcess.call(1, "write_file", "a"))).contains("written");
      assertThat(exists("a")).isTrue();
      assertThat(client.ask(McpProcess.call(2, "delete_file", "a"))).contains("\"denied\"");
      assertThat(exists("a")).isTrue();
      client.handle().destroy();
      client.exitCode();
    }
    Distribution home = Distribution.withHome(homeOfGateway("files"));
    assertThat(home.run("journal", "verify", homeOfGateway("files") + "/data/journal").exitCode())
        .isZero();
  }

  @Test
  void deniesWhileTheTransportIsAwayAndGoesOnWhenItIsBack() throws Exception {
    try (McpProcess client = start()) {
      assertThat(client.ask(McpProcess.call(1, "write_file", "a"))).contains("written");
      Distribution home = Distribution.withHome(homeOfGateway("files"));
      String transport = "io.portcullis.transport.embedded";
      assertThat(home.run("ctl", "stop", transport).exitCode()).isZero();
      assertThat(client.ask(McpProcess.call(2, "write_file", "b")))
          .contains("\"authority_unreachable\"");
      assertThat(exists("b")).isFalse();
      assertThat(home.run("ctl", "start", transport).exitCode()).isZero();
      home.ctlUntil("\"transport\":\"embedded\"", "status", "--json");
      assertThat(client.ask(McpProcess.call(3, "write_file", "b"))).contains("written");
    }
  }

  @Test
  void deniesUnderAPolicyThatCannotBeReadAndSaysSo() throws Exception {
    Files.writeString(policy, "tools: [");
    try (McpProcess client = start()) {
      assertThat(client.toldPeople()).contains("denied until this is repaired").contains("policy");
      assertThat(client.ask(McpProcess.call(1, "write_file", "a")))
          .contains("\"authority_unreachable\"");
      assertThat(client.ask(PING)).contains("\"result\"");
      assertThat(exists("a")).isFalse();
    }
  }

  @Test
  void deniesWithoutAContainerAndSaysSo() throws Exception {
    Files.writeString(state, "a file where a folder should be");
    try (McpProcess client = start()) {
      assertThat(client.toldPeople()).contains("no container runs").contains("denied");
      assertThat(client.ask(McpProcess.call(1, "write_file", "a"))).contains("\"no_gate\"");
      assertThat(client.ask(PING)).contains("\"result\"");
      assertThat(exists("a")).isFalse();
    }
  }

  @Test
  void runsBesideAnotherOfTheSameName() throws Exception {
    try (McpProcess one = start();
        McpProcess other = start()) {
      assertThat(one.ask(McpProcess.call(1, "write_file", "a"))).contains("written");
      assertThat(other.ask(McpProcess.call(1, "write_file", "b"))).contains("written");
      assertThat(homeOfGateway("files-2")).isDirectory();
    }
  }

  @Test
  void endsWithTheExitCodeOfTheServer() throws Exception {
    try (McpProcess client = start(List.of("sh", "-c", "read -r line; exit 42"))) {
      client.say(PING);
      assertThat(client.exitCode()).isEqualTo(42);
    }
  }

  @Test
  void refusesAWrongCommandLineWithTheUsageAndNothingOnStandardOutput() throws Exception {
    try (McpProcess client =
        McpProcess.start(state, List.of("--polcy", "p"), List.of("never-started"))) {
      assertThat(client.toldPeople())
          .isEqualTo("portcullis: unknown option --polcy; did you mean --policy?");
      assertThat(client.toldPeople()).startsWith("usage: portcullis mcp");
      assertThat(client.hear()).isEmpty();
      assertThat(client.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void killedItselfLeavesNoProcessBehind() throws Exception {
    try (McpProcess client = start(STUBBORN)) {
      assertThat(client.toldPeople()).contains("ready");
      assertThat(client.ask(McpProcess.call(1, "delete_file", "a"))).contains("\"denied\"");
      List<ProcessHandle> below = client.below();
      assertThat(below.size()).isGreaterThanOrEqualTo(3); // the server, its child, the watch
      client.handle().destroyForcibly();
      McpProcess.awaitEnd(below);
    }
  }

  @Test
  void whoseClientIsGoneLeavesNoProcessBehind() throws Exception {
    try (McpProcess client = start()) {
      assertThat(client.ask(McpProcess.call(1, "write_file", "a"))).contains("written");
      List<ProcessHandle> all = new ArrayList<>(client.below());
      all.add(client.handle());
      client.clientGoes();
      McpProcess.awaitEnd(all);
    }
  }

  @Test
  void whoseServerIsKilledEndsAndDeniesNothingTwice() throws Exception {
    try (McpProcess client = start(STUBBORN)) {
      assertThat(client.ask(McpProcess.call(1, "delete_file", "a"))).contains("\"denied\"");
      List<ProcessHandle> below = client.below();
      below.stream()
          .filter(one -> one.parent().map(ProcessHandle::pid).equals(pidOf(client)))
          .findFirst()
          .orElseThrow()
          .destroyForcibly();
      assertThat(client.exitCode()).isEqualTo(128 + 9);
      McpProcess.awaitEnd(below);
      assertThat(client.hear()).isEmpty();
    }
  }

  private static Optional<Long> pidOf(McpProcess client) {
    return Optional.of(client.handle().pid());
  }

  @Test
  void killedWhileACallWaitsForAPersonHasRunNothing() throws Exception {
    Files.writeString(policy, ASKS_A_PERSON);
    try (McpProcess client = start()) {
      client.say(McpProcess.call(1, "write_file", "a"));
      Distribution home = Distribution.withHome(homeOfGateway("files"));
      assertThat(client.toldPeople()).contains("ready");
      home.ctlUntil("write_file", "approvals");
      List<ProcessHandle> below = client.below();
      client.handle().destroyForcibly();
      McpProcess.awaitEnd(below);
      assertThat(exists("a")).isFalse();
    }
  }

  @Test
  void dropsACallThatItsClientCancelsWhileItWaitsForAPerson() throws Exception {
    Files.writeString(policy, ASKS_A_PERSON);
    try (McpProcess client = start()) {
      client.say(McpProcess.call(1, "write_file", "a"));
      Distribution home = Distribution.withHome(homeOfGateway("files"));
      assertThat(client.toldPeople()).contains("ready");
      home.ctlUntil("write_file", "approvals");
      assertThat(client.ask(PING)).contains("\"result\""); // it holds up nothing
      client.say(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
      assertThat(client.ask(PING.replace("9", "10"))).contains("\"id\":10");
      home.ctlUntil("[]", "approvals", "--json");
      assertThat(exists("a")).isFalse();
    }
  }
}
