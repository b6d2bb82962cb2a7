// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** Runs benchmarks and ends with their medians: on a busy machine these tell more than means. */
public final class BenchmarkMain {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private BenchmarkMain() {}

  /**
   * Takes the options of JMH.
   *
   * @param arguments which benchmarks to run, and how
   * @throws CommandLineOptionException if the options are wrong
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.parent(new CommandLineOptions(arguments));
    options.addProfiler(GCProfiler.class);
    options.jvmArgsAppend("-Dslf4j.internal.verbosity=ERROR");
    Collection<RunResult> results = new Runner(options.build()).run();
    System.out.printf(
        Locale.ROOT,
        "%n%-36s %6s %7s %12s %12s %12s %12s %8s%n",
        "benchmark",
        "tools",
        "threads",
        "median ns",
        "lowest",
        "highest",
        "all, per s",
        "bytes");
    results.forEach(BenchmarkMain::print);
  }

  private static void print(RunResult result) {
    String name = result.getParams().getBenchmark();
    String tools = result.getParams().getParam("tools");
    Statistics nanos = result.getPrimaryResult().getStatistics();
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    System.out.printf(
        Locale.ROOT,
        "%-36s %6s %7d %12.0f %12.0f %12.0f %12.0f %8s%n",
        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
        tools == null ? "" : tools,
        result.getParams().getThreads(),
        nanos.getPercentile(50),
        nanos.getMin(),
        nanos.getMax(),
        result.getParams().getThreads() * 1e9 / nanos.getMean(),
        allocated == null
            ? ""
            : String.format(Locale.ROOT, "%.0f", allocated.getStatistics().getPercentile(50)));
  }
}
