// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.testkit.AllowLedger;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator in a separate process. */
class RuntimeSimulatorMainTest {
  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();

  private Path socket() {
    return folder.resolve("s");
  }

  private Path allows() {
    return folder.resolve("allows");
  }

  private Process start(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.add(RuntimeSimulatorMain.class.getName());
    command.addAll(
        List.of(
            "--socket",
            socket().toString(),
            "--agent",
            "agent-1",
            "--allows",
            allows().toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
    assertThat(out.readLine()).isEqualTo(RuntimeSimulatorMain.READY);
    return process;
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void simulatorIsKilledAndStartedAgainAndItsAllowsRemain() throws Exception {
    AllowLedger ledger = new AllowLedger();
    for (int round = 0; round < 2; round++) {
      Process process = start("--deny", "delete_all");
      try (PlainClient client = PlainClient.proven(socket())) {
        assertThat(client.ask("delete_all", "{}").decision()).isEqualTo(Decision.DENY);
        assertThat(client.ask("search", "{\"round\":" + round + "}").decision())
            .isEqualTo(Decision.ALLOW);
        process.destroyForcibly().waitFor();
        assertThatExceptionOfType(IOException.class).isThrownBy(client::next);
      }
    }
    AllowFile.read(allows(), ledger::allowed);
    ledger.executed("{\"round\":0}");
    ledger.executed("{\"round\":1}");
    assertThat(ledger.allows()).isEqualTo(2);
    assertThat(ledger.offences()).isZero();
  }

  @Test
  void simulatorEndsWithItsParentProcess() throws Exception {
    Process process = start("--fault", "HANG_UP", "--greeting", "PROPER");
    process.getOutputStream().close();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.exists(socket())).isFalse();
  }

  @Test
  void refusesInvalidOptions() {
    assertThatIllegalArgumentException().isThrownBy(() -> RuntimeSimulatorMain.main(new String[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuntimeSimulatorMain.main(new String[] {"--socket"}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuntimeSimulatorMain.main(new String[] {"--sokcet", "x"}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuntimeSimulatorMain.main(new String[] {"--fault", "x"}));
  }

  @Test
  void halfALineIsNoAllow() throws Exception {
    try (AllowFile file = new AllowFile(allows())) {
      file.accept("first ä");
      file.accept("");
    }
    Files.writeString(allows(), "aGFsZg==", StandardOpenOption.APPEND);
    assertThat(read()).containsExactly("first ä", "");
    try (AllowFile file = new AllowFile(allows())) {
      file.accept("second");
    }
    assertThat(read()).containsExactly("first ä", "", "second");
  }

  @Test
  void missingFileHasNoAllows() throws Exception {
    assertThat(read()).isEmpty();
  }

  private List<String> read() throws IOException {
    List<String> tickets = new ArrayList<>();
    AllowFile.read(allows(), tickets::add);
    return tickets;
  }
}
