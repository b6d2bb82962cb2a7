// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.arguments;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the validation of the arguments takes of the whole way. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ArgumentGuardBenchmark {
  private final ArgumentGuard guard = new ArgumentGuard(1 << 20, 64);
  private final String small = "{\"path\":\"/srv/reports/2026-03.txt\",\"limit\":100}";
  private final String empty = "{}";

  /** Arguments such as those of a tool that reads a file. */
  @Benchmark
  public @Nullable String small() {
    return guard.complaint(small);
  }

  /** No arguments. */
  @Benchmark
  public @Nullable String empty() {
    return guard.complaint(empty);
  }
}
