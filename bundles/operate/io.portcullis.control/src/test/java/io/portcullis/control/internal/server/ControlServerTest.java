// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.control.internal.protocol.ClientLimits;
import io.portcullis.control.internal.protocol.SocketExitCode;
import io.portcullis.support.files.socket.PeerCredentials;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ControlServerTest extends ServerFixture {
  @Nested
  class AnAnswer {
    @Test
    void carriesOutputErrorsAndExitCode() throws IOException {
      serve(
          (words, operator, out, err) -> {
            out.write(utf8("out " + words));
            err.write(utf8("err ü"));
            return 42;
          });
      ControlTestClient.Answer answer = ControlTestClient.call(path, "a", "b c");
      assertThat(answer.out()).isEqualTo("out [a, b c]");
      assertThat(answer.err()).isEqualTo("err ü");
      assertThat(answer.exit()).isEqualTo(42);
    }

    @Test
    void endsTheConnection() throws IOException {
      serve((words, operator, out, err) -> 0);
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.send("a");
        assertThat(client.answer().exit()).isZero();
        assertThat(client.readOne()).isEqualTo(-1);
      }
    }

    @Test
    void comesInFramesOfAtMost64KiBAndWhole() throws IOException {
      String large = "0123456789abcdef".repeat(100_000);
      serve(
          (words, operator, out, err) -> {
            out.write(utf8(large));
            return 0;
          });
      ControlTestClient.Answer answer = ControlTestClient.call(path, "a");
      assertThat(answer.out()).isEqualTo(large);
      assertThat(answer.frames()).hasSizeGreaterThan(20).allMatch(size -> size <= 64 * 1024);
    }

    @Test
    void comesPieceByPieceWhenTheCommandFlushes() throws IOException {
      CountDownLatch seen = new CountDownLatch(1);
      serve(
          (words, operator, out, err) -> {
            out.write(utf8("first"));
            out.flush();
            seen.await();
            return 0;
          });
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.send("a");
        assertThat(client.readOne()).isEqualTo(1);
        seen.countDown();
      }
    }

    @Test
    void answerIsOneLineAndCodeOneWhenTheCommandThrows() throws IOException {
      serve(
          (words, operator, out, err) -> {
            throw new IllegalStateException("two\nlines");
          });
      ControlTestClient.Answer answer = ControlTestClient.call(path, "a");
      assertThat(answer.exit()).isEqualTo(1);
      assertThat(answer.err()).isEqualTo("java.lang.IllegalStateException: two lines\n");
    }
  }

  @Nested
  class ARequest {
    @Test
    void requestMayComeByteByByte() throws IOException {
      serve(
          (words, operator, out, err) -> {
            out.write(utf8(String.join("+", words)));
            return 0;
          });
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        for (byte single : ControlTestClient.request("status", "--json", "ü")) {
          client.sendRaw(single);
        }
        assertThat(client.answer().out()).isEqualTo("status+--json+ü");
      }
    }

    @Test
    void requestIsRefusedWhenItIsTooLongEvenIfTheClientWritesItAll() throws IOException {
      serve((words, operator, out, err) -> 0);
      byte[] all = new byte[3 * 1024 * 1024];
      ByteBuffer.wrap(all).putInt(all.length - 4);
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.sendRaw(all);
        ControlTestClient.Answer answer = client.answer();
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.err()).contains("longer than 2097152 bytes");
      }
    }

    @Test
    void requestIsRefusedWhenItIsMalformed() throws IOException {
      serve((words, operator, out, err) -> 0);
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.sendRaw(new byte[4]);
        assertThat(client.answer().err()).isEqualTo("the request names no command\n");
      }
    }

    @Test
    void requestTimesOut() throws IOException {
      serve(
          (words, operator, out, err) -> 0,
          new ClientLimits(1, SHORT, LONG, SHORT),
          PeerCredentials::ofKernel);
      try (ControlTestClient client = ControlTestClient.connect(path)) {
        client.sendRaw((byte) 0);
        ControlTestClient.Answer answer = client.answer();
        assertThat(answer.exit()).isEqualTo(75);
        assertThat(answer.err()).isEqualTo("the request did not arrive within 100 ms\n");
        assertThat(client.readOne()).isEqualTo(-1);
      }
    }

    @Test
    void brokenOffRequestIsHarmless() throws IOException {
      serve((words, operator, out, err) -> 7);
      for (int i = 0; i < 20; i++) {
        try (ControlTestClient client = ControlTestClient.connect(path)) {
          client.sendRaw((byte) 0, (byte) 0);
        } catch (IOException e) {
          // every slot was still in use, and the server closed the connection first
        }
      }
      // The slots come back when the server has seen the ends.
      int exit = exitOrBusy();
      while (exit == SocketExitCode.BUSY) {
        exit = exitOrBusy();
      }
      assertThat(exit).isEqualTo(7);
    }

    /** A server without a free slot may close the connection before it has the request. */
    private int exitOrBusy() {
      try {
        return ControlTestClient.call(path, "a").exit();
      } catch (IOException e) {
        return SocketExitCode.BUSY;
      }
    }
  }

  @Nested
  class SeveralClients {
    @Test
    void clientsAreServedAtTheSameTimeUpToALimit() throws Exception {
      Semaphore running = new Semaphore(0);
      CountDownLatch go = new CountDownLatch(1);
      serve(
          (words, operator, out, err) -> {
            running.release();
            go.await();
            out.write(utf8(words.get(0)));
            return 0;
          });
      List<ControlTestClient> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ControlTestClient client = ControlTestClient.connect(path);
        client.send("client" + i);
        clients.add(client);
      }
      running.acquire(3);
      try (ControlTestClient fourth = ControlTestClient.connect(path)) {
        ControlTestClient.Answer refused = fourth.answer();
        assertThat(refused.exit()).isEqualTo(75);
        assertThat(refused.err()).isEqualTo("3 clients are being served already; try again\n");
      }
      go.countDown();
      for (int i = 0; i < 3; i++) {
        try (ControlTestClient client = clients.get(i)) {
          assertThat(client.answer().out()).isEqualTo("client" + i);
        }
      }
    }

    @Test
    void clientThatDoesNotReadDelaysNoOther() throws Exception {
      serve(
          (words, operator, out, err) -> {
            for (int i = 0; words.get(0).equals("flood") && i < 1000; i++) {
              out.write(new byte[64 * 1024]);
            }
            return 0;
          });
      try (ControlTestClient slow = ControlTestClient.connect(path)) {
        slow.send("flood");
        assertThat(slow.readOne()).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
          assertThat(answerOnceThereIsRoom("a").exit()).isZero();
        }
      }
    }

    @Test
    void getTheSlotOfOneThatDoesNotRead() throws Exception {
      CountDownLatch lost = new CountDownLatch(1);
      CommandRunner flood =
          (words, operator, out, err) -> {
            try {
              while (words.get(0).equals("flood")) {
                out.write(new byte[64 * 1024]);
              }
            } catch (IOException e) {
              lost.countDown();
              throw e;
            }
            return 0;
          };
      serve(flood, new ClientLimits(1, LONG, SHORT, SHORT), PeerCredentials::ofKernel);
      try (ControlTestClient slow = ControlTestClient.connect(path)) {
        slow.send("flood");
        lost.await();
        assertThat(answerOnceThereIsRoom("a").exit()).isZero();
      }
    }

    private ControlTestClient.Answer answerOnceThereIsRoom(String word) throws IOException {
      while (true) {
        try {
          ControlTestClient.Answer answer = ControlTestClient.call(path, word);
          if (answer.exit() != 75) {
            return answer;
          }
        } catch (IOException e) {
          assertThat(e).isNotInstanceOf(EOFException.class); // refused while it was writing
        }
      }
    }
  }
}
