// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import io.portcullis.control.internal.protocol.ClientLimits;
import io.portcullis.support.files.socket.ListeningSocket;
import io.portcullis.support.files.socket.PeerCheck;
import io.portcullis.support.files.socket.PeerCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A control server in a directory of its own. */
@Timeout(120)
abstract class ServerFixture {
  static final Duration LONG = Duration.ofSeconds(100);
  static final Duration SHORT = Duration.ofMillis(100);
  static final ClientLimits PATIENT = new ClientLimits(3, LONG, LONG, SHORT);

  @TempDir Path temp;
  Path path;
  ControlServer server;

  @BeforeEach
  void choose() {
    path = temp.resolve("run").resolve("control.sock");
  }

  @AfterEach
  void closeServer() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  void serve(CommandRunner runner) throws IOException {
    serve(runner, PATIENT, PeerCredentials::ofKernel);
  }

  void serve(CommandRunner runner, ClientLimits limits, PeerCredentials credentials)
      throws IOException {
    ListeningSocket socket = ListeningSocket.listen(path);
    server =
        new ControlServer(socket, new PeerCheck(credentials, socket.directory()), runner, limits);
    server.start();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static boolean never() throws InterruptedException {
    return new CountDownLatch(1).await(1000, TimeUnit.SECONDS);
  }
}
