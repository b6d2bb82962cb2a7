// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.policy.HistoryRebuild;
import io.portcullis.policy.ModelPrices;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyHistory;
import io.portcullis.support.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history through reloads, and rebuilds new counters and labels from the journal in a
 * thread of its own. Until then they are unknown. Thread-safe.
 */
public final class HistoryKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);
  private static final long FIRST_RETRY_MS = 20;
  private static final long LAST_RETRY_MS = 5_000;

  private final PolicyHistory history;
  private final Supplier<@Nullable JournalRecords> journal;
  private final boolean journalRequired;
  private final InstantSource clock;
  private final JournalMark mark;
  private final ModelPrices prices;
  private final ScheduledExecutorService thread;
  private volatile boolean kept;

  /**
   * Starts without a policy.
   *
   * @param folder the folder of the mark
   * @param journal the records of the journal, or null while it is absent
   * @param journalRequired whether the history is kept in the journal, and not only in memory
   * @param prices the prices of models
   */
  public HistoryKeeper(
      Path folder,
      Supplier<@Nullable JournalRecords> journal,
      boolean journalRequired,
      InstantSource clock,
      ModelPrices prices) {
    this.prices = prices;
    this.journal = journal;
    this.journalRequired = journalRequired;
    this.clock = clock;
    history = new PolicyHistory(clock);
    mark = new JournalMark(folder, DurableFiles.local());
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "portcullis-history");
              made.setDaemon(true);
              return made;
            });
  }

  /** Returns the history. */
  public PolicyHistory history() {
    return history;
  }

  /** Returns the prices by which budgets count. */
  public ModelPrices prices() {
    return prices;
  }

  /**
   * Returns the way in which an agent is suspended: operator control pauses its calls.
   *
   * @param control the operator control, or null while it is absent
   */
  public Consumer<String> suspension(Supplier<@Nullable OperatorControl> control) {
    return agent -> schedule(() -> suspend(agent, control.get()), 0);
  }

  private static void suspend(String agent, @Nullable OperatorControl control) {
    try {
      if (control == null || agent.isBlank()) {
        LOG.warn("Cannot suspend an agent beyond its budget; its calls are denied one by one");
      } else {
        control.give(
            OperationScope.agent(agent),
            OperatorControl.Signal.PAUSE,
            "policy",
            "the budget of the agent is exceeded");
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("Cannot suspend an agent beyond its budget; its calls are denied one by one", e);
    }
  }

  /**
   * Tracks the counters and labels of policies, puts the policies in force, and starts to read the
   * records of what is new. Not for two threads at once.
   *
   * @param digest the digest that records of these policies carry
   * @param putInForce puts the policies in force
   */
  public void use(Policies policies, String digest, Runnable putInForce) {
    kept = policies.keepsHistory();
    if (!journalRequired) {
      history.useInMemory(policies);
      putInForce.run();
      return;
    }
    HistoryRebuild rebuild = history.use(policies);
    if (!rebuild.needed()) {
      putInForce.run();
      return;
    }
    long before = lastSeq();
    putInForce.run();
    schedule(new Rebuilding(rebuild, digest, before), 0);
  }

  /** Returns the last record before the policies are in force; -1 if it is not known. */
  private long lastSeq() {
    JournalRecords records = journal.get();
    try {
      return records == null ? -1 : records.lastSeq();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private void schedule(Runnable task, long delayMs) {
    try {
      Future<?> unused = thread.schedule(task, delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The history is closed", e);
    }
  }

  /** One rebuild, which is repeated until the journal can be read. */
  private final class Rebuilding implements Runnable {
    private HistoryRebuild rebuild;
    private final String digest;
    private long before;
    private long delayMs = FIRST_RETRY_MS;
    private boolean complained;

    Rebuilding(HistoryRebuild rebuild, String digest, long before) {
      this.rebuild = rebuild;
      this.digest = digest;
      this.before = before;
    }

    @Override
    public void run() {
      try {
        JournalRecords records = journal.get();
        if (records == null) {
          again("no journal is present", null);
        } else {
          read(records);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException | LinkageError e) {
        again("the journal cannot be read (" + e.getMessage() + ")", e);
      }
    }

    private void read(JournalRecords records) throws IOException, InterruptedException {
      before = before < 0 ? records.lastSeq() : before;
      rebuild.countedAfter(before, digest);
      Instant now = clock.instant();
      JournalRecords.Extent extent = records.read(rebuild.since(now), 0, rebuild::record);
      Instant marked = mark.check(records.journal(), extent.lastSeq(), now);
      Instant removed = extent.completeSince();
      boolean other = marked != null && (removed == null || marked.isAfter(removed));
      rebuild.finish(
          other ? marked : removed,
          other
              ? "the journal is not the one that was in use before " + marked
              : "records before " + removed + " were removed from the journal");
      List<String> problems = history.problems();
      LOG.info("Rebuilt counters and labels from the journal up to record {}", extent.lastSeq());
      problems.forEach(problem -> LOG.warn("The {}; calls that read it are denied", problem));
    }

    private void again(String why, @Nullable Throwable cause) {
      rebuild.fail(why);
      rebuild = rebuild.again();
      if (!complained && delayMs > 1_000) {
        complained = true;
        LOG.warn(
            "Cannot rebuild counters and labels: {}; calls that read them are denied", why, cause);
      }
      schedule(this, delayMs);
      delayMs = Math.min(2 * delayMs, LAST_RETRY_MS);
    }
  }

  /** Returns the health of the history. */
  public Health health() {
    List<String> problems = history.problems();
    if (!problems.isEmpty()) {
      int more = problems.size() - 1;
      return warning(problems.get(0) + (more == 0 ? "" : " (and " + more + " more)"));
    }
    return kept && !journalRequired
        ? warning("counters and labels are kept in memory only; a restart forgets them")
        : new Health("policy", Health.Level.OK, "");
  }

  private static Health warning(String detail) {
    return new Health("policy", Health.Level.WARN, detail);
  }

  /** Stops reading. What calls have reserved is in their records. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
