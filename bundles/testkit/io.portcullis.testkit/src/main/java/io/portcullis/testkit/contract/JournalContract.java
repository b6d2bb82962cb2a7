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

/** What every {@link Journal} must keep to. */
public abstract class JournalContract {

  /**
   * The journal under test.
   *
   * @return an empty journal
   */
  protected abstract Journal journal();

  /**
   * Reads the journal back, from where it keeps its records.
   *
   * @return the ids of the calls whose records are durable, in order
   */
  protected abstract List<String> written();

  /** Makes every further write fail, as a full disk would. */
  protected abstract void breakStorage();

  /** What it says it has written can be read back. */
  @Test
  protected void keepsWhatItConfirms() {
    Await.await(journal().append(Samples.denied(Samples.call("call-1"))));
    Await.await(journal().append(Samples.denied(Samples.call("call-2"))));
    assertEquals(List.of("call-1", "call-2"), written());
  }

  /** Many writers at once lose nothing. */
  @Test
  protected void keepsRecordsOfManyWriters() {
    List<String> ids = IntStream.range(0, 200).mapToObj(n -> "call-" + n).toList();
    ids.parallelStream()
        .forEach(id -> Await.await(journal().append(Samples.denied(Samples.call(id)))));
    List<String> kept = new ArrayList<>(written());
    assertEquals(ids.stream().sorted().toList(), kept.stream().sorted().toList());
  }

  /** What cannot be written is not confirmed. */
  @Test
  protected void doesNotConfirmWhatItCannotWrite() {
    breakStorage();
    assertThrows(
        CompletionException.class,
        () -> Await.await(journal().append(Samples.denied(Samples.call("call-1")))));
  }
}
