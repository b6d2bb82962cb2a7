// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.policy;

import io.portcullis.benchmarks.Engines;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** A whole decision, arguments read included, by a document that scans for built-in secrets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SecretScanBenchmark {

  private static final int MEBIBYTE = 1 << 20;

  /** What the arguments hold. */
  @Param({"short", "prose", "records", "base64", "words", "mails", "digits"})
  public String arguments;

  private PolicyEngine engine;
  private PolicyRequest request;

  /** Loads the document and writes the arguments. */
  @Setup
  public void open() throws PolicyException {
    byte[] document = "tools: {'*': {allow: true}}".getBytes(StandardCharsets.UTF_8);
    Policies policies = new PolicyLoader().parse("policy.yaml", document);
    engine = new PolicyEngine(policies, new RateLimits(), InstantSource.system());
    request = new PolicyRequest("", "", "a", Action.TOOL_CALL, "t", "", json(arguments), null);
  }

  private static String json(String kind) {
    if (kind.equals("short")) {
      return Engines.ARGUMENTS;
    }
    StringBuilder out = new StringBuilder(kind.equals("records") ? "[" : "{\"text\":\"");
    Random random = new Random(7);
    while (out.length() < MEBIBYTE - 200) {
      append(kind, random, out);
    }
    return out.append(kind.equals("records") ? "0]" : "\"}").toString();
  }

  private static void append(String kind, Random random, StringBuilder out) {
    int n = random.nextInt(1_000_000);
    switch (kind) {
      case "records" ->
          out.append("{\"id\":").append(n).append(",\"name\":\"item ").append(n).append("\"},");
      case "base64" ->
          out.append(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".charAt(n % 64));
      // Neighbours that look random together, so that each is measured several times.
      case "words" -> out.append(Integer.toString(n, 36)).append("AbCdEfGhIjKlMnOpQrSt ");
      case "mails" -> out.append("a@b").append(n % 10).append(".example ");
      case "digits" -> out.append(n % 10_000).append(' ');
      default -> out.append("the quick brown fox of ").append(n % 50).append(" jumps, and then. ");
    }
  }

  /** Decides once. */
  @Benchmark
  public PolicyDecision decide() {
    return engine.evaluate(request);
  }
}
