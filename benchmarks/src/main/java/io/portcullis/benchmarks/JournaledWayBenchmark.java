// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.journal.internal.ChainedJournal;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.standalone.Portcullis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way with a journal without which no tool runs: two records for each call, one of them
 * before its tool. Each call of the one thread is timed by itself, so that the median is one of
 * calls. The spool has filled long before an iteration ends, so what all threads make together is
 * what the writer keeps up with; in runs of more than a few seconds it is what the disk does.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(2)
public class JournaledWayBenchmark {
  private static final AgentIdentity AGENT = new AgentIdentity("org", "team", "agent");

  /** Where the records must be before the tool runs. */
  @Param({"PROCESS"})
  public Durability durability;

  private Path folder;
  private ChainedJournal journal;
  private Portcullis engine;
  private ToolCall call;

  /** Makes the engine and its journal. */
  @Setup
  public void open() throws IOException, JournalException {
    folder = Files.createTempDirectory("portcullis-benchmark");
    JournalSettings usual = JournalSettings.DEFAULT;
    journal =
        ChainedJournal.open(
            folder.resolve("journal"),
            new JournalSettings(
                durability,
                usual.segmentBytes(),
                usual.segmentSeconds(),
                usual.spoolBytes(),
                false),
            InstantSource.system());
    engine = Engines.over(100, "", builder -> builder.journal(journal, true));
    call = ToolCall.builder(Engines.names(1)[0]).agent(AGENT).arguments(Engines.ARGUMENTS).build();
  }

  /** Closes both, and leaves nothing behind. */
  @TearDown
  public void close() throws IOException {
    engine.close();
    journal.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(JournaledWayBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One call, from one thread.
   *
   * @return how it ended
   */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @Threads(1)
  public ToolOutcome<String> oneThread() {
    return engine.gate().run(call, arguments -> arguments);
  }

  /**
   * One call, while every core calls.
   *
   * @return how it ended
   */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Threads(Threads.MAX)
  public ToolOutcome<String> allCores() {
    return engine.gate().run(call, arguments -> arguments);
  }
}
