// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport before the real runtime; see docs/interop.md for what it needs. */
@Tag("interop")
class RealRuntimeIT {
  private static final int KILLS = Integer.getInteger("portcullis.kills", 6);
  private static final String NONE = "";

  @TempDir Path folder;
  private final String agent = "portcullis-" + UUID.randomUUID();
  private RealRuntime runtime;
  private Distribution portcullis;

  @BeforeEach
  void prepare() throws Exception {
    runtime = new RealRuntime(folder, agent);
    portcullis = Distribution.withHome(folder.resolve("home"));
    portcullis.copyConfiguration("core,evidence,transport-assembly,shell,hot-deploy");
    Path etc = portcullis.home().resolve("etc");
    Files.writeString(
        etc.resolve("io.portcullis.transport.assembly-1.cfg"), "agentId = " + agent + "\n");
    Files.writeString(
        etc.resolve("io.portcullis.interceptor.cfg"),
        "transport.target = (transport.name=assembly)\n");
    // Most of these runtimes forbid no tool.
    Files.delete(etc.resolve("io.portcullis.gate.cfg"));
  }

  @AfterEach
  void end() throws Exception {
    portcullis.close();
    runtime.close();
  }

  private void startAndConnect() throws Exception {
    portcullis.start("run");
    awaitConnection();
  }

  private void awaitConnection() throws Exception {
    portcullis.ctlUntil("\"transport\":\"assembly\"", "status", "--json");
  }

  private Finished check(String... call) throws Exception {
    List<String> command = new ArrayList<>(List.of("ctl", "check", "--agent", agent));
    command.addAll(List.of(call));
    return portcullis.run(command.toArray(String[]::new));
  }

  private void assertDenied(String why, String... call) throws Exception {
    Finished checked = check(call);
    assertThat(checked.out()).startsWith("{\"verdict\":\"deny\"").contains(why);
  }

  private void assertAllowed(String... call) throws Exception {
    assertThat(check(call).out()).startsWith("{\"verdict\":\"allow\"");
  }

  @Test
  void actionsAreBlockedByTheRulesOfTheRuntime() throws Exception {
    Path rules = folder.resolve("policy.toml");
    Files.writeString(
        rules, "[[rules]]\nname = \"no-processes\"\nblocked_actions = [\"PROCESS_EXEC\"]\n");
    runtime.start(rules.toString(), NONE);
    startAndConnect();
    assertAllowed("--tool", "web_search", "--args", "{\"q\": \"ä\"}");
    assertAllowed(
        "--action",
        "file_operation",
        "--args",
        "{\"operation\": \"read\", \"path\": \"/tmp/notes\"}");
    assertDenied(
        "blocked by rule: no-processes",
        "--action",
        "process_exec",
        "--args",
        "{\"command\": \"rm\", \"args\": [\"-r\"]}");
  }

  @Test
  void toolsAreDecidedByThePolicyOfTheGateway() throws Exception {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy,
        "spec:\n  tools:\n    web_search: { allow: true }\n    delete_all: { allow: false }\n");
    Process direct = runtime.start(NONE, runtime.startGateway(policy));
    startAndConnect();
    portcullis.ctlUntil(
        "\"allow\"", "check", "--agent", agent, "--tool", "web_search"); // the gateway is up
    assertDenied("tool denied by policy", "--tool", "delete_all");
    assertDenied(
        "sensitive data detected", "--tool", "web_search", "--args", "{\"q\": \"a@example.com\"}");
    assertThat(direct.isAlive()).isTrue();
  }

  @Test
  void aGatewayThatIsAwayDenies() throws Exception {
    runtime.start(NONE, "http://127.0.0.1:1");
    startAndConnect();
    assertDenied("gateway unreachable", "--tool", "web_search");
  }

  /** Its own ledger tells what ran: all of it must be on record as allowed. */
  @Test
  void nothingRunsUnaskedThoughTheRuntimeIsKilledUnderLoad() throws Exception {
    runtime.start(NONE, NONE);
    LoadBundle.write(portcullis.home().resolve("deploy/load.jar"));
    Process container = portcullis.start("run");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(container.getInputStream(), StandardCharsets.UTF_8))) {
      readUntil(out, "runs");
      for (int n = 0; n < KILLS; n++) {
        runtime.kill();
        readUntil(out, "denied");
        runtime.start(NONE, NONE);
        readUntil(out, "runs");
      }
      container.toHandle().destroy();
      while (out.readLine() != null) {
        // what it still has to say
      }
    }
    assertThat(container.waitFor()).isEqualTo(143);

    Path journal = portcullis.home().resolve("data/journal");
    Finished verified = portcullis.run("journal", "verify", journal.toString());
    assertThat(verified.exitCode()).as(verified.toString()).isZero();
    Ledger ledger = Ledger.read(portcullis.home(), journal);
    System.out.printf(
        "[interop] %d kills of aa-runtime: %d runs, %d without a record of an allow; %s%n",
        KILLS, ledger.runs(), ledger.unrecorded().size(), verified.out().strip());
    assertThat(ledger.runs()).isPositive();
    assertThat(ledger.unrecorded()).isEmpty();
  }

  private static void readUntil(BufferedReader out, String word) throws Exception {
    String line;
    do {
      line = out.readLine();
      assertThat(line).as("output of the container").isNotNull();
    } while (!line.startsWith(word));
  }
}
