// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.transport.assembly.internal.StandaloneAssemblyTransport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A query over the Agent Assembly socket, beside a bare exchange of as many bytes with the same
 * server in the same JVM: what the link itself takes is the difference.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(2)
public class AssemblySocket {
  private static final String AGENT = "agent-1";
  private static final int PIPELINED = 16;

  private final ToolCall call =
      ToolCall.of("read_file", Engines.ARGUMENTS)
          .stamped("call-1", AgentIdentity.of(AGENT), Instant.now().plusSeconds(3_600));
  private Path folder;
  private AnsweringServer server;
  private StandaloneAssemblyTransport runtime;
  private RuntimeTransport transport;
  private SocketChannel raw;
  private ByteBuffer question;
  private ByteBuffer answer;

  /**
   * Connects both ways.
   *
   * @throws Exception if that fails
   */
  @Setup
  public void open() throws Exception {
    folder = Files.createTempDirectory("pc"); // the path of a socket must be short
    Path socket = folder.resolve("s");
    server = new AnsweringServer(socket, AGENT);
    runtime = new StandaloneAssemblyTransport(socket, AGENT);
    transport = runtime.connected().toCompletableFuture().get();
    raw = SocketChannel.open(StandardProtocolFamily.UNIX);
    raw.connect(UnixDomainSocketAddress.of(server.plainSocket()));
    question = AnsweringServer.question(call, AGENT);
    answer = ByteBuffer.allocateDirect(AnsweringServer.ANSWER_BYTES);
  }

  /**
   * Disconnects.
   *
   * @throws IOException if that fails
   */
  @TearDown
  public void close() throws IOException {
    raw.close();
    runtime.close();
    server.close();
    Files.deleteIfExists(folder);
  }

  /**
   * The bytes of a query and of its answer, and nothing else.
   *
   * @throws IOException if the server is gone
   */
  @Benchmark
  public ByteBuffer pingPong() throws IOException {
    question.clear();
    while (question.hasRemaining()) {
      raw.write(question);
    }
    answer.clear();
    while (answer.hasRemaining()) {
      raw.read(answer);
    }
    return answer;
  }

  /**
   * One query after the other.
   *
   * @throws Exception if there is no answer
   */
  @Benchmark
  public RuntimeDecision query() throws Exception {
    return transport.query(call).toCompletableFuture().get();
  }

  /**
   * Sixteen callers on the one connection.
   *
   * @throws Exception if there is no answer
   */
  @Benchmark
  @Threads(PIPELINED)
  public RuntimeDecision pipelined() throws Exception {
    return transport.query(call).toCompletableFuture().get();
  }
}
