// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.control.internal.protocol.ClientLimits;
import io.portcullis.support.files.socket.PeerCredentials;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ControlServerClosingTest extends ServerFixture {
  @Nested
  class AClientThatLeaves {
    private final CompletableFuture<String> interrupted = new CompletableFuture<>();
    private final CountDownLatch running = new CountDownLatch(1);

    private void serveForEver() throws IOException {
      serve(
          (words, operator, out, err) -> {
            running.countDown();
            try {
              never();
            } catch (InterruptedException e) {
              interrupted.complete(Thread.currentThread().getName());
              throw e;
            }
            return 0;
          });
    }

    @Test
    void interruptsItsCommand() throws Exception {
      serveForEver();
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.send("a");
        running.await();
      }
      assertThat(interrupted.get(60, TimeUnit.SECONDS))
          .startsWith("portcullis-control-")
          .endsWith("-command");
    }

    @Test
    void interruptsItsCommandAlsoByTalkingOn() throws Exception {
      serveForEver();
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.send("a");
        running.await();
        client.sendRaw((byte) 1);
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Nested
  class Closing {
    private List<Thread> threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("portcullis-control"))
          .toList();
    }

    @Test
    void removesTheSocketAndEndsAllThreads() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      serve(
          (words, operator, out, err) -> {
            running.countDown();
            never();
            return 0;
          });
      try (ControlTestClient idle = ControlTestClient.connect(path);
          ControlTestClient busy = ControlTestClient.connect(path)) {
        busy.send("a");
        running.await();
        List<Thread> before = threads();
        assertThat(before).hasSizeGreaterThanOrEqualTo(4);
        server.close();
        assertThat(path).doesNotExist();
        assertThat(idle.readOne()).isEqualTo(-1);
        assertThatThrownBy(busy::answer).isInstanceOf(EOFException.class);
        for (Thread thread : before) {
          thread.join(60_000);
          assertThat(thread.isAlive()).isFalse();
        }
      }
      assertThatThrownBy(() -> ControlTestClient.connect(path)).isInstanceOf(IOException.class);
    }

    @Test
    void letsARunningCommandFinishForAMoment() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch finish = new CountDownLatch(1);
      serve(
          (words, operator, out, err) -> {
            running.countDown();
            finish.await();
            return 5;
          },
          new ClientLimits(3, LONG, LONG, LONG),
          PeerCredentials::ofKernel);
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.send("a");
        running.await();
        CompletableFuture<Void> closed =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    server.close();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        while (Files.exists(path)) {
          Thread.onSpinWait();
        }
        finish.countDown();
        assertThat(client.answer().exit()).isEqualTo(5);
        closed.get(60, TimeUnit.SECONDS);
      }
    }

    @Test
    void stillAnswersTheCommandThatCloses() throws Exception {
      serve(
          (words, operator, out, err) -> {
            server.close();
            out.write(utf8("closed"));
            return 0;
          },
          new ClientLimits(3, LONG, LONG, LONG),
          PeerCredentials::ofKernel);
      ControlTestClient.Answer answer = ControlTestClient.call(path, "a");
      assertThat(answer.out()).isEqualTo("closed");
      assertThat(answer.exit()).isZero();
      assertThat(path).doesNotExist();
    }

    @Test
    void endsConnectionsAlsoInAnInterruptedThread() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      serve(
          (words, operator, out, err) -> {
            running.countDown();
            never();
            return 0;
          },
          new ClientLimits(3, LONG, LONG, LONG),
          PeerCredentials::ofKernel);
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.send("a");
        running.await();
        Thread.currentThread().interrupt();
        server.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(client::answer).isInstanceOf(EOFException.class);
      }
    }

    @Test
    void closingTwiceDoesNoHarm() throws IOException {
      serve((words, operator, out, err) -> 0);
      server.close();
      server.close();
      assertThat(path).doesNotExist();
    }
  }
}
