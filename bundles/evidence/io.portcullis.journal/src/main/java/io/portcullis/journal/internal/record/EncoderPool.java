// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.SpoolChecksums;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A pool of encoders. A thread-local would retain classes of an updated bundle, and a shared
 * encoder would need a lock. Thread-safe.
 */
public final class EncoderPool {
  private static final int PLACES = 64;
  private static final int LARGEST_KEPT = 64 << 10;

  private final JournalSettings settings;
  private final SpoolChecksums tags;
  private final AtomicReferenceArray<RecordEncoder> places = new AtomicReferenceArray<>(PLACES);

  public EncoderPool(JournalSettings settings, SpoolChecksums tags) {
    this.tags = tags;
    this.settings = settings;
  }

  /** Returns an encoder for this thread until it is given back. */
  public RecordEncoder take() {
    RecordEncoder encoder = places.getAndSet(place(), null);
    return encoder == null ? new RecordEncoder(settings, tags) : encoder;
  }

  /** Returns an encoder to the pool, unless a large record has enlarged it. */
  public void giveBack(RecordEncoder encoder, CanonicalBuffer json) {
    if (json.array().length <= LARGEST_KEPT) {
      places.lazySet(place(), encoder);
    }
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }
}
