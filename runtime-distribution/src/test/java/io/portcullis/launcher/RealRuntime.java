// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The runtime of Agent Assembly, and its gateway, as processes that can be killed. */
final class RealRuntime implements AutoCloseable {
  /** CAP_SYS_ADMIN, CAP_PERFMON and CAP_BPF: with one of them the runtime refuses to start. */
  private static final long REFUSED = 1L << 21 | 1L << 38 | 1L << 39;

  private final Path folder;
  private final String agent;
  private final List<Process> processes = new ArrayList<>();

  RealRuntime(Path folder, String agent) {
    this.folder = folder;
    this.agent = agent;
  }

  /** Returns the path at which this runtime listens; it cannot be configured. */
  Path socket() {
    return Path.of("/tmp/aa-runtime-" + agent + ".sock");
  }

  /** Starts it; an empty setting means none. */
  Process start(String policyFile, String gateway) throws IOException {
    List<String> command = new ArrayList<>();
    if (isPrivileged()) {
      command.add(Installed.program("setpriv").toString());
      command.add("--bounding-set=-sys_admin,-bpf,-perfmon");
    }
    command.add(Installed.program("aa-runtime").toString());
    return start(
        command,
        Map.of(
            "AA_AGENT_ID", agent,
            "AA_POLICY_PATH", policyFile,
            "AA_GATEWAY_ENDPOINT", gateway,
            "AA_METRICS_ADDR", "127.0.0.1:0"));
  }

  private static boolean isPrivileged() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String prefix = "CapEff:";
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(prefix.length()).strip(), 16))
        .anyMatch(capabilities -> (capabilities & REFUSED) != 0);
  }

  /** Starts the gateway; answers where it listens. */
  String startGateway(Path policy) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    start(
        List.of(
            Installed.program("aa-gateway").toString(),
            "--policy",
            policy.toString(),
            "--listen",
            address,
            "--audit-dir",
            Files.createDirectories(folder.resolve("audit")).toString()),
        Map.of());
    return "http://" + address;
  }

  private Process start(List<String> command, Map<String, String> settings) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    builder.environment().put("HOME", folder.toString()); // both keep state there
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve("runtime.log").toFile()));
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** Kills whatever is running, as kill -9 does. */
  void kill() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    processes.clear();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    Files.deleteIfExists(socket());
  }
}
