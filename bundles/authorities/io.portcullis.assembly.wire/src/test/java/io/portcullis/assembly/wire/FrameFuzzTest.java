// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.codec.Streams;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ClientHandshake;
import io.portcullis.assembly.wire.handshake.ContractVectorsTest;
import io.portcullis.assembly.wire.handshake.ServerHandshake;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.FrameGenerator;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random frames from a seed, against both readers and both handshakes, in pieces of any size. The
 * result must be a message or a {@link WireException}. Every message must survive a round trip, and
 * allocation must be bounded by the bytes that were fed. The exhaustive layer feeds more frames;
 * the properties {@code portcullis.fuzz.frames} and {@code portcullis.fuzz.seed} select others.
 */
class FrameFuzzTest {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("portcullis.exhaustive");
  private static final long FRAMES =
      Long.getLong("portcullis.fuzz.frames", EXHAUSTIVE ? 1_000_000 : 50_000);
  private static final long SEED = Long.getLong("portcullis.fuzz.seed", 1);

  /** Warm-up rounds: they load classes, and those allocations are not counted. */
  private static final long WARM_UP_FRAMES = 20_000;

  /** For the objects of one frame, and an exception with its stack. */
  private static final long READER_BYTES = 24 << 10;

  /** A verified signature allocates more. */
  private static final long HANDSHAKE_BYTES = 512 << 10;

  /** For the payload, once whole and while it grew, and its texts. */
  private static final long PER_BYTE = 8;

  /** The smallest field is two bytes and becomes an object or two. */
  private static final long PER_FIELD = 512;

  private static final AgentKey KEY = AgentKey.of("agent-1");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SplittableRandom random = new SplittableRandom(SEED);

  /** One connection, open until it is at fault. */
  private abstract class Target {
    private final long fixedBytes;
    private long fed;
    private long refused;

    /** Bytes since the connection began: a frame may complete one that began before. */
    private long bytes;

    Target(long fixedBytes) {
      this.fixedBytes = fixedBytes;
    }

    void feed(byte[] frame) {
      fed++;
      bytes += frame.length;
      ByteBuffer source = ByteBuffer.wrap(frame);
      long before = threads.getCurrentThreadAllocatedBytes();
      boolean sound = true;
      try {
        for (int end = 0; end < frame.length; ) {
          end = Math.min(frame.length, end + 1 + random.nextInt(frame.length));
          source.limit(end);
          take(source);
        }
      } catch (WireException e) {
        sound = false;
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      long fields = Math.min(bytes / 2, WireLimits.MAX_FIELDS);
      assertThat(warm ? allocated : 0)
          .as("bytes allocated for frame %d, after %d bytes", fed, bytes)
          .isLessThan(fixedBytes + PER_BYTE * bytes + PER_FIELD * fields);
      if (!sound || random.nextInt(50) == 0) {
        refused += sound ? 0 : 1;
        bytes = 0;
        restart();
      }
    }

    abstract void restart();

    abstract void take(ByteBuffer source) throws WireException;

    void assertBothHappened() {
      assertThat(refused).isPositive().isLessThan(fed);
    }
  }

  private final class Requests extends Target {
    private FrameReader<ClientMessage> reader = Streams.requests();

    Requests() {
      super(READER_BYTES);
    }

    @Override
    void restart() {
      reader = Streams.requests();
    }

    @Override
    void take(ByteBuffer source) throws WireException {
      for (ClientMessage message = reader.read(source);
          message != null;
          message = reader.read(source)) {
        seen++;
        last = message;
      }
    }
  }

  private final class Answers extends Target {
    private FrameReader<RuntimeMessage> reader = Streams.answers();

    Answers() {
      super(READER_BYTES);
    }

    @Override
    void restart() {
      reader = Streams.answers();
    }

    @Override
    void take(ByteBuffer source) throws WireException {
      for (RuntimeMessage message = reader.read(source);
          message != null;
          message = reader.read(source)) {
        seen++;
        last = message;
      }
    }
  }

  private final class Client extends Target {
    private ClientHandshake handshake = new ClientHandshake(KEY, "0.0.1");

    Client() {
      super(HANDSHAKE_BYTES);
    }

    @Override
    void restart() {
      handshake = new ClientHandshake(KEY, "0.0.1");
    }

    @Override
    void take(ByteBuffer source) throws WireException {
      while (source.hasRemaining()) {
        if (handshake.isDone()) {
          restart();
        }
        handshake.read(source);
      }
    }
  }

  private final class Server extends Target {
    private ServerHandshake handshake = new ServerHandshake(KEY, ContractVectorsTest.counting());

    Server() {
      super(HANDSHAKE_BYTES);
    }

    @Override
    void restart() {
      handshake = new ServerHandshake(KEY, ContractVectorsTest.counting());
    }

    @Override
    void take(ByteBuffer source) throws WireException {
      while (source.hasRemaining()) {
        if (handshake.isDone()) {
          restart();
        }
        handshake.read(source);
      }
    }
  }

  private boolean warm;
  private long seen;
  private @Nullable Object last;

  @Test
  void everyFrameBecomesAMessageOrARefusal() throws WireException {
    Target[] targets = {new Requests(), new Answers(), new Client(), new Server()};
    feed(new FrameGenerator(SEED + 1), WARM_UP_FRAMES, targets);
    warm = true;
    feed(new FrameGenerator(SEED), FRAMES, targets);
    for (Target target : targets) {
      target.assertBothHappened();
    }
    assertThat(seen).isGreaterThan(FRAMES / 16);
  }

  private void feed(FrameGenerator generator, long frames, Target[] targets) throws WireException {
    for (long i = 0; i < frames; i++) {
      last = null;
      // The handshakes sign and verify, which takes a while; they get a part of the frames.
      Target target = targets[random.nextInt(16) == 0 ? 2 + random.nextInt(2) : random.nextInt(2)];
      target.feed(generator.next());
      assertComesBack(last);
    }
  }

  private static void assertComesBack(@Nullable Object message) throws WireException {
    if (message instanceof ClientMessage request) {
      assertThat(Streams.request(FrameEncoder.toRuntime(request).array())).isEqualTo(request);
    } else if (message instanceof RuntimeMessage answer && !(answer instanceof UnknownFrame)) {
      assertThat(Streams.answer(FrameEncoder.toClient(answer).array())).isEqualTo(answer);
    }
  }
}
