// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.PolicyRequest;
import io.portcullis.testkit.SeededSample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged documents with rules, counters, labels and all sections are loaded or refused. Those that
 * load decide every request. The run prints the time of its slowest load and decision, as time of
 * the processor.
 */
class MutationFuzzTest {
  private static final SeededSample SAMPLE = SeededSample.configured();
  private static final int RUNS = SAMPLE.times(1_000_000, 600);

  /** The number of documents after which most code is compiled. */
  private static final int WARM_UP = 200;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String USUAL =
      "{\"path\":\"/srv/agent-1/a.txt\",\"amount\":250,\"currency\":\"EUR\",\"q\":\"x\","
          + "\"memo\":{\"iban\":\"DE00\"},\"list\":[1,\"x\"],\"url\":\"https://a.example.com/x\","
          + "\"cmd\":\"ls -l | wc\",\"model\":\"m\",\"prompt_tokens\":10,\"host\":\"example.com\"}";

  private static final String ODD =
      "{\"path\":5,\"amount\":\"250\",\"Amount\":1,\"currency\":null,\"q\":{},\"memo\":[],"
          + "\"list\":\"x\",\"url\":\"http://u@h\\\\x\",\"cmd\":\"$(\"}";

  private static final String LARGE =
      "{\"path\":\"/"
          + "a/../".repeat(10_000)
          + "\",\"amount\":1e308,\"q\":1,\"list\":"
          + Collections.nCopies(3_000, 1)
          + ",\"cmd\":\""
          + "a;".repeat(10_000)
          + "\",\"memo\":\""
          + "ab4111 ".repeat(8_000)
          + "\"}";

  private static final List<PolicyRequest> REQUESTS =
      List.of(
          Given.call("read", USUAL),
          Given.call("pay", USUAL),
          Given.call("pay", ODD),
          Given.call("pay", LARGE),
          Given.call("fetch", USUAL),
          Given.call("run", LARGE),
          Given.call("run", "{"),
          Given.request(Action.TOOL_RESULT, "fetch", USUAL),
          Given.request(Action.LLM_CALL, "", USUAL),
          Given.request(Action.PROCESS_EXEC, "", "{\"command\":\"ls\",\"args\":[\"-l\"]}"),
          Given.network("https://example.com/"));

  private int loaded;
  private int refused;
  private long slowestLoad;
  private long slowestDecision;

  /** For each seed one that compiles unchanged expressions once, as at a reload. */
  private final List<PolicyLoader> loaders =
      DocumentMutator.SEEDS.stream().map(each -> new PolicyLoader()).toList();

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS) // of the exhaustive layer
  void damagedDocumentIsRefusedOrDecidesEveryRequest() {
    long seed = Long.getLong("portcullis.seed", 0);
    fuzz(seed, RUNS);
    System.out.println(
        RUNS + " documents, seed " + seed + ", " + loaded + " loaded; " + slowest("the others"));
    assertThat(loaded).isGreaterThan(RUNS / 50);
    assertThat(refused).isGreaterThan(RUNS / 50);
  }

  /** Returns times of the processor, which other processes hardly change. */
  private String slowest(String which) {
    return "slowest load of %s %d ms, slowest decision %d us"
        .formatted(which, slowestLoad / 1_000_000, slowestDecision / 1_000);
  }

  private void fuzz(long seed, int runs) {
    DocumentMutator mutator = new DocumentMutator(seed);
    for (int n = 0; n < runs; n++) {
      if (n == WARM_UP) {
        System.out.println(slowest("the first " + WARM_UP));
        slowestLoad = 0;
        slowestDecision = 0;
      }
      int origin = n % loaders.size();
      byte[] document = mutator.next(origin);
      try {
        loadAndDecide(loaders.get(origin), document);
      } catch (RuntimeException | Error e) {
        String text = new String(document, StandardCharsets.UTF_8);
        throw new AssertionError("seed " + seed + ", document " + n + ":\n" + text, e);
      }
    }
  }

  private void loadAndDecide(PolicyLoader loader, byte[] document) {
    try {
      Policies policies = load(loader, document);
      loaded++;
      decide(policies);
    } catch (PolicyException e) {
      refused++;
      assertThat(e.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(50);
      for (PolicyProblem problem : e.problems()) {
        assertThat(problem.line()).isPositive();
        assertThat(problem.message()).isNotBlank();
      }
    }
  }

  private Policies load(PolicyLoader loader, byte[] document) throws PolicyException {
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      return loader.parse("p.yaml", document);
    } finally {
      slowestLoad = Math.max(slowestLoad, THREADS.getCurrentThreadCpuTime() - start);
    }
  }

  private void decide(Policies policies) {
    PolicyHistory history = new PolicyHistory(() -> Given.NOON, () -> 0);
    history.useInMemory(policies);
    PolicyEngine engine = new PolicyEngine(policies, new RateLimits(), () -> Given.NOON, history);
    for (int n = 0; n < REQUESTS.size(); n++) {
      PolicyRequest request = REQUESTS.get(n).within("t", "call-" + n);
      long start = THREADS.getCurrentThreadCpuTime();
      DecidedRequest decided = engine.decide(request);
      slowestDecision = Math.max(slowestDecision, THREADS.getCurrentThreadCpuTime() - start);
      assertThat(decided.decision().reason()).isNotEmpty();
      history.decided(request.call(), true, decided.effects());
      history.completed(request.call());
    }
  }
}
