// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.evidence;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.itests.inside.Registry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until the journal has noticed that it cannot write. */
final class JournalFailure {
  private static final long PATIENCE_SECONDS = 30;

  private JournalFailure() {}

  /** The writer notices with the next record that it takes, so it is given some. */
  static void await(Registry registry) {
    Journal journal = registry.service(Journal.class);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (takes(journal)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the journal does not notice that it cannot write");
      }
      Thread.yield();
    }
  }

  private static boolean takes(Journal journal) {
    CompletableFuture<Void> appended =
        journal
            .append(
                new GovernanceEvent("test", Instant.now(), AgentIdentity.UNKNOWN, Map.of("n", "1")))
            .toCompletableFuture();
    try {
      appended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
