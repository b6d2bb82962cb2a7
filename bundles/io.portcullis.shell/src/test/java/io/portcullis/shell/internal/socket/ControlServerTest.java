// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ControlServerTest {
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Limits PATIENT = new Limits(3, LONG, LONG, SHORT);

  @TempDir Path temp;
  private Path path;
  private ControlServer server;

  @BeforeEach
  void choose() {
    path = temp.resolve("run").resolve("control.sock");
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private void serve(CommandRunner runner) throws IOException {
    serve(runner, PATIENT, Credentials::ofKernel);
  }

  private void serve(CommandRunner runner, Limits limits, Credentials credentials)
      throws IOException {
    SocketFile socket = SocketFile.listen(path);
    server =
        new ControlServer(socket, new PeerCheck(credentials, socket.directory()), runner, limits);
    server.start();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean never() throws InterruptedException {
    return new CountDownLatch(1).await(1000, TimeUnit.SECONDS);
  }

  @Nested
  class AnAnswer {
    @Test
    void carriesOutputErrorsAndExitCode() throws IOException {
      serve(
          (words, out, err) -> {
            out.write(utf8("out " + words));
            err.write(utf8("err ü"));
            return 42;
          });
      Client.Answer answer = Client.call(path, "a", "b c");
      assertThat(answer.out()).isEqualTo("out [a, b c]");
      assertThat(answer.err()).isEqualTo("err ü");
      assertThat(answer.exit()).isEqualTo(42);
    }

    @Test
    void endsTheConnection() throws IOException {
      serve((words, out, err) -> 0);
      try (Client client = Client.connect(path)) {
        client.send("a");
        assertThat(client.answer().exit()).isZero();
        assertThat(client.readOne()).isEqualTo(-1);
      }
    }

    @Test
    void comesInFramesOfAtMost64KiBAndWhole() throws IOException {
      String large = "0123456789abcdef".repeat(100_000);
      serve(
          (words, out, err) -> {
            out.write(utf8(large));
            return 0;
          });
      Client.Answer answer = Client.call(path, "a");
      assertThat(answer.out()).isEqualTo(large);
      assertThat(answer.frames()).hasSizeGreaterThan(20).allMatch(size -> size <= 64 * 1024);
    }

    @Test
    void comesPieceByPieceWhenTheCommandFlushes() throws IOException {
      CountDownLatch seen = new CountDownLatch(1);
      serve(
          (words, out, err) -> {
            out.write(utf8("first"));
            out.flush();
            seen.await();
            return 0;
          });
      try (Client client = Client.connect(path)) {
        client.send("a");
        assertThat(client.readOne()).isEqualTo(1);
        seen.countDown();
      }
    }

    @Test
    void isOneLineAndOneWhenTheCommandThrows() throws IOException {
      serve(
          (words, out, err) -> {
            throw new IllegalStateException("two\nlines");
          });
      Client.Answer answer = Client.call(path, "a");
      assertThat(answer.exit()).isEqualTo(1);
      assertThat(answer.err()).isEqualTo("java.lang.IllegalStateException: two lines\n");
    }
  }

  @Nested
  class ARequest {
    @Test
    void mayComeByteByByte() throws IOException {
      serve(
          (words, out, err) -> {
            out.write(utf8(String.join("+", words)));
            return 0;
          });
      try (Client client = Client.connect(path)) {
        for (byte single : Client.request("status", "--json", "ü")) {
          client.sendRaw(single);
        }
        assertThat(client.answer().out()).isEqualTo("status+--json+ü");
      }
    }

    @Test
    void isRefusedWhenItIsTooLongEvenIfTheClientWritesItAll() throws IOException {
      serve((words, out, err) -> 0);
      byte[] all = new byte[3 * 1024 * 1024];
      ByteBuffer.wrap(all).putInt(all.length - 4);
      try (Client client = Client.connect(path)) {
        client.sendRaw(all);
        Client.Answer answer = client.answer();
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.err()).contains("longer than 2097152 bytes");
      }
    }

    @Test
    void isRefusedWhenItIsMalformed() throws IOException {
      serve((words, out, err) -> 0);
      try (Client client = Client.connect(path)) {
        client.sendRaw(new byte[4]);
        assertThat(client.answer().err()).isEqualTo("the request names no command\n");
      }
    }

    @Test
    void isWaitedForOnlySoLong() throws IOException {
      serve((words, out, err) -> 0, new Limits(1, SHORT, LONG, SHORT), Credentials::ofKernel);
      try (Client client = Client.connect(path)) {
        client.sendRaw((byte) 0);
        Client.Answer answer = client.answer();
        assertThat(answer.exit()).isEqualTo(75);
        assertThat(answer.err()).isEqualTo("the request was not there after 100 ms\n");
        assertThat(client.readOne()).isEqualTo(-1);
      }
    }

    @Test
    void thatBreaksOffDisturbsNobody() throws IOException {
      serve((words, out, err) -> 7);
      for (int i = 0; i < 20; i++) {
        try (Client client = Client.connect(path)) {
          client.sendRaw((byte) 0, (byte) 0);
        }
      }
      // The slots come back when the server has seen the ends.
      Client.Answer answer = Client.call(path, "a");
      while (answer.exit() == 75) {
        answer = Client.call(path, "a");
      }
      assertThat(answer.exit()).isEqualTo(7);
    }
  }

  @Nested
  class SeveralClients {
    @Test
    void areServedAtTheSameTimeUpToALimit() throws Exception {
      Semaphore running = new Semaphore(0);
      CountDownLatch go = new CountDownLatch(1);
      serve(
          (words, out, err) -> {
            running.release();
            go.await();
            out.write(utf8(words.get(0)));
            return 0;
          });
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Client client = Client.connect(path);
        client.send("client" + i);
        clients.add(client);
      }
      running.acquire(3);
      try (Client fourth = Client.connect(path)) {
        Client.Answer refused = fourth.answer();
        assertThat(refused.exit()).isEqualTo(75);
        assertThat(refused.err()).isEqualTo("3 clients are being served already; try again\n");
      }
      go.countDown();
      for (int i = 0; i < 3; i++) {
        try (Client client = clients.get(i)) {
          assertThat(client.answer().out()).isEqualTo("client" + i);
        }
      }
    }

    @Test
    void areNotHeldUpByOneThatDoesNotRead() throws Exception {
      serve(
          (words, out, err) -> {
            for (int i = 0; words.get(0).equals("flood") && i < 1000; i++) {
              out.write(new byte[64 * 1024]);
            }
            return 0;
          });
      try (Client slow = Client.connect(path)) {
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
          (words, out, err) -> {
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
      serve(flood, new Limits(1, LONG, SHORT, SHORT), Credentials::ofKernel);
      try (Client slow = Client.connect(path)) {
        slow.send("flood");
        lost.await();
        assertThat(answerOnceThereIsRoom("a").exit()).isZero();
      }
    }

    private Client.Answer answerOnceThereIsRoom(String word) throws IOException {
      while (true) {
        try {
          Client.Answer answer = Client.call(path, word);
          if (answer.exit() != 75) {
            return answer;
          }
        } catch (IOException e) {
          assertThat(e).isNotInstanceOf(EOFException.class); // refused while it was writing
        }
      }
    }
  }

  @Nested
  class AClientThatLeaves {
    private final CompletableFuture<String> interrupted = new CompletableFuture<>();
    private final CountDownLatch running = new CountDownLatch(1);

    private void serveForEver() throws IOException {
      serve(
          (words, out, err) -> {
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
      try (Client client = Client.connect(path)) {
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
      try (Client client = Client.connect(path)) {
        client.send("a");
        running.await();
        client.sendRaw((byte) 1);
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Nested
  class ThePeer {
    private final UserPrincipal somebodyElse =
        new UserPrincipal() {
          @Override
          public String getName() {
            return "somebody-else";
          }
        };

    @Test
    void isTheOwnerAsTheKernelTells() throws IOException {
      AtomicReference<Optional<UserPrincipal>> told = new AtomicReference<>();
      serve(
          (words, out, err) -> 0,
          PATIENT,
          channel -> {
            told.set(Credentials.ofKernel(channel));
            return told.get();
          });
      assertThat(Client.call(path, "a").exit()).isZero();
      assertThat(told.get()).contains(Files.getOwner(path));
    }

    @Test
    void isRefusedBeforeAByteIsReadIfItIsSomebodyElse() throws IOException {
      AtomicReference<List<String>> ran = new AtomicReference<>();
      serve(
          (words, out, err) -> {
            ran.set(words);
            return 0;
          },
          PATIENT,
          channel -> Optional.of(somebodyElse));
      try (Client client = Client.connect(path)) {
        Client.Answer answer = client.answer(); // though nothing was sent
        assertThat(answer.exit()).isEqualTo(77);
        assertThat(answer.err()).isEqualTo("only the owner of this socket may use it\n");
        assertThat(client.readOne()).isEqualTo(-1);
      }
      assertThat(ran.get()).isNull();
    }

    @Test
    void isAdmittedUnknownOnlyWhileTheDirectoryIsPrivate() throws IOException {
      serve((words, out, err) -> 0, PATIENT, channel -> Optional.empty());
      assertThat(Client.call(path, "a").exit()).isZero();
      Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      try (Client client = Client.connect(path)) {
        assertThat(client.answer().exit()).isEqualTo(77);
      }
    }

    @Test
    void isNotServedWhenItsUserCannotBeRead() throws IOException {
      AtomicReference<List<String>> ran = new AtomicReference<>();
      serve(
          (words, out, err) -> {
            ran.set(words);
            return 0;
          },
          PATIENT,
          channel -> {
            throw new IOException("no");
          });
      try (Client client = Client.connect(path)) {
        assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
      }
      assertThat(ran.get()).isNull();
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
          (words, out, err) -> {
            running.countDown();
            never();
            return 0;
          });
      try (Client idle = Client.connect(path);
          Client busy = Client.connect(path)) {
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
      assertThatThrownBy(() -> Client.connect(path)).isInstanceOf(IOException.class);
    }

    @Test
    void letsARunningCommandFinishForAMoment() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch finish = new CountDownLatch(1);
      serve(
          (words, out, err) -> {
            running.countDown();
            finish.await();
            return 5;
          },
          new Limits(3, LONG, LONG, LONG),
          Credentials::ofKernel);
      try (Client client = Client.connect(path)) {
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
    void fromWithinACommandStillAnswersThatCommand() throws Exception {
      serve(
          (words, out, err) -> {
            server.close();
            out.write(utf8("closed"));
            return 0;
          },
          new Limits(3, LONG, LONG, LONG),
          Credentials::ofKernel);
      Client.Answer answer = Client.call(path, "a");
      assertThat(answer.out()).isEqualTo("closed");
      assertThat(answer.exit()).isZero();
      assertThat(path).doesNotExist();
    }

    @Test
    void twiceDoesNoHarm() throws IOException {
      serve((words, out, err) -> 0);
      server.close();
      server.close();
      assertThat(path).doesNotExist();
    }
  }
}
