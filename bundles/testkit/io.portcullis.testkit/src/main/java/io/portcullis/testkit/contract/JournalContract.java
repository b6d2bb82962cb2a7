// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.portcullis.api.evidence.Journal;
import io.portcullis.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of every {@link Journal}. */
public abstract class JournalContract {

  /**
   * Creates the journal under test.
   *
   * @return an empty journal
   */
  protected abstract Journal journal();

  /**
   * Reads the journal back from its storage.
   *
   * @return the ids of the calls whose records are durable, in order
   */
  protected abstract List<String> written();

  /** Makes every further write fail, as a full disk would. */
  protected abstract void breakStorage();

  /** Every confirmed record can be read back. */
  @Test
  protected void confirmedRecordsCanBeReadBack() {
    Await.await(journal().append(Samples.denied(Samples.call("call-1"))));
    Await.await(journal().append(Samples.denied(Samples.call("call-2"))));
    assertEquals(List.of("call-1", "call-2"), written());
  }

  /** Concurrent writers lose no record. */
  @Test
  protected void keepsRecordsOfConcurrentWriters() {
    List<String> ids = IntStream.range(0, 200).mapToObj(n -> "call-" + n).toList();
    ids.parallelStream()
        .forEach(id -> Await.await(journal().append(Samples.denied(Samples.call(id)))));
    List<String> kept = new ArrayList<>(written());
    assertEquals(ids.stream().sorted().toList(), kept.stream().sorted().toList());
  }

  /** A record that cannot be written is not confirmed. */
  @Test
  protected void doesNotConfirmUnwrittenRecords() {
    breakStorage();
    assertThrows(
        CompletionException.class,
        () -> Await.await(journal().append(Samples.denied(Samples.call("call-1")))));
  }
}
