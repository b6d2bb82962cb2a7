// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lends encoders. A thread-local would hold on to classes of a bundle that was updated, and a
 * shared one needs a lock. Thread-safe.
 */
final class EncoderPool {
  private static final int PLACES = 64;
  private static final int LARGEST_KEPT = 64 << 10;

  private final JournalSettings settings;
  private final SpoolTags tags;
  private final AtomicReferenceArray<RecordEncoder> places = new AtomicReferenceArray<>(PLACES);

  EncoderPool(JournalSettings settings, SpoolTags tags) {
    this.tags = tags;
    this.settings = settings;
  }

  /** An encoder for this thread alone, until it is given back. */
  RecordEncoder take() {
    RecordEncoder encoder = places.getAndSet(place(), null);
    return encoder == null ? new RecordEncoder(settings, tags) : encoder;
  }

  /** Takes an encoder back, unless a large record has made it grow. */
  void giveBack(RecordEncoder encoder, CanonicalBuffer json) {
    if (json.array().length <= LARGEST_KEPT) {
      places.lazySet(place(), encoder);
    }
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }
}
