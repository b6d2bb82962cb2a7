// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers;

import io.portcullis.benchmarks.peers.engine.Engine;
import io.portcullis.benchmarks.peers.question.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Optional;
import org.openjdk.jmh.util.Statistics;

/**
 * Asks every engine every question, in rounds. In a round the engines take turns for one question
 * after the other, so that each is measured beside the others.
 */
public final class PeersMain {
  private static final List<Question> QUESTIONS =
      List.of(
          Question.NAMES_10,
          Question.NAMES_1000,
          Question.NAMES_10000,
          Question.COMPARISON,
          Question.PATHS);

  private final Map<String, Map<Engine, List<Double>>> times = new LinkedHashMap<>();
  private final CommandLineOptions options;

  private PeersMain(CommandLineOptions options) {
    this.options = options;
  }

  /**
   * Takes the number of rounds and the options of JMH.
   *
   * @param arguments how to run
   * @throws CommandLineOptionException if the options are wrong
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
    int rounds = Integer.parseInt(arguments[0]);
    PeersMain main =
        new PeersMain(new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length)));
    for (int round = 1; round <= rounds; round++) {
      for (Question question : main.questions()) {
        main.ask(question);
      }
      System.out.println("\nAfter round " + round + " of " + rounds + ":\n\n" + main.table());
    }
  }

  private List<Question> questions() {
    Optional<Collection<String>> chosen = options.getParameter("question");
    return chosen.hasValue() ? chosen.get().stream().map(Question::valueOf).toList() : QUESTIONS;
  }

  private void ask(Question question) throws RunnerException {
    ask(question, true, 1);
    ask(question, false, 1);
    ask(question, true, 2);
  }

  private void ask(Question question, boolean allowed, int threads) throws RunnerException {
    for (Engine engine : Engine.values()) {
      if (engine.answers(question)) {
        measure(engine, question, allowed, threads);
      }
    }
  }

  private void measure(Engine engine, Question question, boolean allowed, int threads)
      throws RunnerException {
    OptionsBuilder builder = new OptionsBuilder();
    builder.parent(options);
    builder.include(PeersBenchmark.class.getName());
    builder.param("engine", engine.name());
    builder.param("question", question.name());
    builder.param("allowed", Boolean.toString(allowed));
    builder.threads(threads);
    builder.jvmArgsAppend(
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Dslf4j.internal.verbosity=ERROR");
    Statistics nanos = new Runner(builder.build()).runSingle().getPrimaryResult().getStatistics();
    times
        .computeIfAbsent(row(question, allowed, threads), row -> new EnumMap<>(Engine.class))
        .computeIfAbsent(engine, column -> new ArrayList<>())
        .addAll(iterations(nanos));
  }

  private static List<Double> iterations(Statistics nanos) {
    List<Double> all = new ArrayList<>();
    nanos
        .getRawData()
        .forEachRemaining(
            each -> all.addAll(Collections.nCopies(each.getValue().intValue(), each.getKey())));
    return all;
  }

  private static String row(Question question, boolean allowed, int threads) {
    return question.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + (allowed ? ", allowed | " : ", denied | ")
        + threads;
  }

  private String table() {
    String head =
        Arrays.stream(Engine.values()).map(Engine::label).collect(Collectors.joining(" | "));
    return "| | threads | "
        + head
        + " |\n|---|---|"
        + "---|".repeat(Engine.values().length)
        + '\n'
        + times.entrySet().stream().map(PeersMain::line).collect(Collectors.joining());
  }

  private static String line(Map.Entry<String, Map<Engine, List<Double>>> row) {
    return "| "
        + row.getKey()
        + Arrays.stream(Engine.values())
            .map(engine -> " | " + cell(row.getValue().get(engine)))
            .collect(Collectors.joining())
        + " |\n";
  }

  /** The median of all iterations, and the lowest one. */
  private static String cell(List<Double> iterations) {
    if (iterations == null) {
      return "";
    }
    double[] sorted = iterations.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(Locale.ROOT, "%,.0f (%,.0f)", sorted[sorted.length / 2], sorted[0]);
  }
}
