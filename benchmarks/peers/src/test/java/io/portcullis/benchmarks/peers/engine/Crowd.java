// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that ask one engine at the same time, in turns about allowed and denied calls. */
final class Crowd {
  private static final int THREADS = 4;

  private final LoadedPolicy policy;
  private final SampleCalls.Call[] allowed;
  private final SampleCalls.Call[] denied;
  private final AtomicInteger wrong = new AtomicInteger();
  private final CyclicBarrier start = new CyclicBarrier(THREADS);

  Crowd(LoadedPolicy policy) {
    this(policy, Question.COMPARISON);
  }

  Crowd(LoadedPolicy policy, Question question) {
    this.policy = policy;
    this.allowed = SampleCalls.of(question, true);
    this.denied = SampleCalls.of(question, false);
  }

  /** Asks so many calls at most in each thread, until an answer is wrong, and returns how many. */
  int wrongAnswers(int calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  ask(calls);
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return wrong.get();
  }

  private void ask(int calls) {
    for (int n = 0; n < calls && wrong.get() == 0; n++) {
      boolean right = n % 2 == 0;
      SampleCalls.Call call = (right ? allowed : denied)[n % SampleCalls.VARIETY];
      try {
        if ((policy.decide(call.tool(), call.arguments()) == Answer.ALLOW) != right) {
          wrong.incrementAndGet();
        }
      } catch (Exception e) {
        wrong.incrementAndGet();
      }
    }
  }
}
