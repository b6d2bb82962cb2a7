// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The processes hold a connection to the test: its end shows that all of them have ended. */
@EnabledOnOs(OS.LINUX)
class ChildProcessTest {
  private static final String CONNECT = "exec 3<>/dev/tcp/127.0.0.1/";
  private static final int END_MILLIS = 30_000;

  @Test
  void endsWhatAnEndedProcessLeftBehind() throws Exception {
    try (ServerSocket server = listen()) {
      FinishedRun run =
          FinishedRun.of(bash(server, "sleep 600 >/dev/null 2>&1 & exit 3"), Duration.ofMinutes(1));
      assertThat(run.exitCode()).isEqualTo(3);
      assertAllHaveEnded(server);
    }
  }

  @Test
  void givesUpAtItsDeadline() {
    assertThatThrownBy(() -> FinishedRun.of(List.of("sleep", "600"), Duration.ZERO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Not done in");
  }

  @Test
  void endsAllWhenItIsInterrupted() throws Exception {
    try (ServerSocket server = listen()) {
      List<String> command = bash(server, "sleep 600 & wait");
      FutureTask<FinishedRun> run =
          new FutureTask<>(() -> FinishedRun.of(command, Duration.ofMinutes(10)));
      Thread thread = new Thread(run, "run");
      thread.start();
      try (Socket connection = server.accept()) {
        thread.interrupt();
        assertHasEnded(connection);
      }
      assertThatThrownBy(run::get).hasRootCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void knowsWhatAnEndedProcessLeftBehind() throws Exception {
    try (ServerSocket server = listen();
        ChildProcess child =
            ChildProcess.start(bash(server, "sleep 600 >/dev/null 2>&1 & echo $!"))) {
      long left = Long.parseLong(child.firstLine());
      assertThat(child.waitFor(Duration.ofMinutes(1))).hasValue(0);
      assertThat(child.descendants()).extracting(ProcessHandle::pid).containsExactly(left);
      child.close();
      assertAllHaveEnded(server);
      assertThat(child.descendants()).isEmpty();
    }
  }

  private static ServerSocket listen() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(END_MILLIS);
    return server;
  }

  private static List<String> bash(ServerSocket server, String script) {
    return List.of("bash", "-c", CONNECT + server.getLocalPort() + "; " + script);
  }

  private static void assertAllHaveEnded(ServerSocket server) throws IOException {
    try (Socket connection = server.accept()) {
      assertHasEnded(connection);
    }
  }

  private static void assertHasEnded(Socket connection) throws IOException {
    connection.setSoTimeout(END_MILLIS);
    assertThat(connection.getInputStream().read()).isEqualTo(-1);
  }
}
