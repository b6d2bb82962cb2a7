// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session with engines that the test plays; client and server are streams. */
@Timeout(60)
class RelaySessionTest {
  @TempDir Path folder;
  private ServerSocketChannel listener;
  private final Deque<Engine> engines = new ArrayDeque<>();
  private final CountDownLatch engineWanted = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ByteArrayOutputStream people = new ByteArrayOutputStream();
  private final PipedInputStream clientHears = new PipedInputStream();
  private final PipedInputStream serverHears = new PipedInputStream();
  private RelaySession session;

  /** The engine's ends of the two connections of a session. */
  private record Engine(SocketChannel client, SocketChannel server, Attachment attachment) {
    void dies() throws IOException {
      client.close();
      server.close();
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    session =
        new RelaySession(
            new PipedOutputStream(clientHears),
            new PipedOutputStream(serverHears),
            new Played(),
            List.of("word"),
            ended::countDown,
            new PrintStream(people, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private final class Played implements RelaySession.Engines {
    @Override
    public Attachment attach(List<String> words) throws NoEngineException {
      assertThat(words).containsExactly("word");
      engineWanted.countDown();
      synchronized (engines) {
        Engine next = engines.poll();
        if (next == null) {
          throw new NoEngineException("no engine can be started");
        }
        return next.attachment();
      }
    }

    @Override
    public String status(Attachment attachment) {
      return "ready";
    }
  }

  private Engine engine() throws IOException {
    SocketChannel[] ends = new SocketChannel[4];
    for (int i = 0; i < 4; i += 2) {
      ends[i] = SocketChannel.open(listener.getLocalAddress());
      ends[i + 1] = listener.accept();
    }
    Engine engine = new Engine(ends[1], ends[3], new Attachment(ends[0], ends[2], folder));
    synchronized (engines) {
      engines.add(engine);
    }
    return engine;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String heard(SocketChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      Thread.onSpinWait();
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static String heard(PipedInputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** The session holds the pipes open; what it has not written by its end it never writes. */
  private static void heardNothing(PipedInputStream in) throws IOException {
    assertThat(in.available()).isZero();
  }

  private void awaitEnd() throws InterruptedException {
    session.join();
    ended.await();
  }

  @Test
  void copiesBetweenClientEngineAndServer() throws Exception {
    Engine engine = engine();
    session.start();
    session.fromClient().write(bytes("question"));
    assertThat(heard(engine.client(), 8)).isEqualTo("question");
    engine.server().write(bytes("decided"));
    assertThat(heard(serverHears, 7)).isEqualTo("decided");
    session.fromServer().write(bytes("result"));
    assertThat(heard(engine.server(), 6)).isEqualTo("result");
    engine.client().write(bytes("answer"));
    assertThat(heard(clientHears, 6)).isEqualTo("answer");
  }

  @Test
  void passesNoByteWithoutAnEngine() throws Exception {
    Thread client = writer(session.fromClient(), "question");
    Thread server = writer(session.fromServer(), "notification");
    session.start();
    awaitEnd();
    client.join();
    server.join();
    heardNothing(serverHears);
    heardNothing(clientHears);
    assertThat(session.isLost()).isTrue();
    assertThat(people.toString(StandardCharsets.UTF_8))
        .isEqualTo("portcullis: no engine can be started\n");
  }

  private static Thread writer(Uplink uplink, String text) {
    Thread thread =
        new Thread(
            () -> {
              try {
                uplink.write(bytes(text));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void nextEngineGetsEverythingIfTheFirstForwardedNothing() throws Exception {
    Engine first = engine();
    Engine second = engine();
    session.start();
    session.fromClient().write(bytes("one\ntw"));
    session.fromServer().write(bytes("log\n"));
    assertThat(heard(first.client(), 6)).isEqualTo("one\ntw");
    assertThat(heard(first.server(), 4)).isEqualTo("log\n");
    first.dies();
    assertThat(heard(second.client(), 6)).isEqualTo("one\ntw");
    assertThat(heard(second.server(), 4)).isEqualTo("log\n");
    session.fromClient().write(bytes("o\n"));
    assertThat(heard(second.client(), 2)).isEqualTo("o\n");
    heardNothing(serverHears);
    second.server().write(bytes("one\n"));
    assertThat(heard(serverHears, 4)).isEqualTo("one\n");
  }

  @Test
  void endsIfTheEngineEndsAfterAByteToTheServer() throws Exception {
    Engine first = engine();
    Engine second = engine();
    session.start();
    session.fromClient().write(bytes("one\n"));
    assertThat(heard(first.client(), 4)).isEqualTo("one\n");
    first.server().write(bytes("on"));
    assertThat(heard(serverHears, 2)).isEqualTo("on");
    first.dies();
    awaitEnd();
    assertThat(session.isLost()).isTrue();
    heardNothing(serverHears);
    second.attachment().close();
    assertThat(heard(second.client(), 1)).isEmpty();
  }

  @Test
  void endsIfTheEngineEndsAfterAByteToTheClient() throws Exception {
    Engine first = engine();
    Engine second = engine();
    session.start();
    session.fromClient().write(bytes("one\n"));
    first.client().write(bytes("denied\n"));
    assertThat(heard(clientHears, 7)).isEqualTo("denied\n");
    first.dies();
    awaitEnd();
    assertThat(session.isLost()).isTrue();
    second.attachment().close();
    assertThat(heard(second.client(), 1)).isEmpty();
  }

  /** Bytes that the dead engine has sent are read before its end is noticed. */
  @Test
  void doesNotRepeatWhatADeadEngineStillForwards() throws Exception {
    Engine first = engine();
    Engine second = engine();
    session.fromClient(); // nothing is sent before the engine ends
    first.server().write(bytes("one\n"));
    first.server().close();
    session.start();
    assertThat(heard(serverHears, 4)).isEqualTo("one\n");
    first.client().close();
    awaitEnd();
    assertThat(session.isLost()).isTrue();
    second.attachment().close();
    assertThat(heard(second.client(), 1)).isEmpty();
  }

  @Test
  void endsIfMoreWasSentThanIsKept() throws Exception {
    Engine first = engine();
    engine();
    session.start();
    Thread client = writer(session.fromClient(), "x".repeat(Uplink.MAX_KEPT + 1));
    assertThat(heard(first.client(), Uplink.MAX_KEPT + 1)).hasSize(Uplink.MAX_KEPT + 1);
    client.join();
    first.dies();
    awaitEnd();
    assertThat(session.isLost()).isTrue();
  }

  @Test
  void endsIfEachEngineEndsAtOnce() throws Exception {
    engine().dies();
    engine().dies();
    engine().dies();
    engine();
    session.start();
    awaitEnd();
    assertThat(session.isLost()).isTrue();
    assertThat(people.toString(StandardCharsets.UTF_8)).contains("ends again and again");
  }

  @Test
  void endOfTheClientReachesTheServerThroughTheEngine() throws Exception {
    Engine engine = engine();
    session.start();
    session.fromClient().end();
    assertThat(heard(engine.client(), 1)).isEmpty();
    engine.server().shutdownOutput();
    assertThat(serverHears.read()).isEqualTo(-1);
    session.fromServer().write(bytes("last"));
    assertThat(heard(engine.server(), 4)).isEqualTo("last");
    session.fromServer().end();
    assertThat(heard(engine.server(), 1)).isEmpty();
    engine.dies();
    awaitEnd();
    assertThat(session.isLost()).isFalse();
  }

  @Test
  void endOfTheServerEndsTheSession() throws Exception {
    Engine engine = engine();
    session.start();
    session.fromServer().end();
    assertThat(heard(engine.server(), 1)).isEmpty();
    engine.client().write(bytes("closed"));
    engine.dies();
    assertThat(heard(clientHears, 6)).isEqualTo("closed");
    awaitEnd();
    assertThat(session.isLost()).isFalse();
    assertThat(people.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void clientThatDoesNotReadAnyMoreEndsTheSession() throws Exception {
    Engine engine = engine();
    clientHears.close();
    session.start();
    engine.client().write(bytes("answer"));
    assertThat(heard(engine.server(), 1)).isEmpty();
    awaitEnd();
  }

  @Test
  void saysThatItIsReadyAfterTheServersFirstAnswer() throws Exception {
    Engine engine = engine();
    session.start();
    engine.client().write(bytes("denied"));
    assertThat(heard(clientHears, 6)).isEqualTo("denied");
    assertThat(people.size()).isZero();
    session.fromServer().write(bytes("result"));
    assertThat(heard(engine.server(), 6)).isEqualTo("result");
    engine.client().write(bytes("result"));
    assertThat(heard(clientHears, 6)).isEqualTo("result");
    while (people.size() == 0) {
      Thread.onSpinWait(); // another thread says it
    }
    assertThat(people.toString(StandardCharsets.UTF_8)).startsWith("portcullis: ready");
  }
}
