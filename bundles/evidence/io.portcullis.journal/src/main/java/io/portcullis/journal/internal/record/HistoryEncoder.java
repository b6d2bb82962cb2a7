// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import io.portcullis.api.HistoryEffects.Count;
import io.portcullis.api.HistoryEffects.Label;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encodes what a call adds to the history. Nothing is cut off, because the history is rebuilt from
 * it; amounts are texts, because lines hold no fractions.
 */
final class HistoryEncoder {
  private static final byte[] AFTER = ascii("\"after\":\"completed\",");
  private static final byte[] AMOUNT = ascii("\"amount\":");
  private static final byte[] COUNTER = ascii(",\"counter\":");
  private static final byte[] ID = ascii(",\"id\":");
  private static final byte[] FIRST_ID = ascii("\"id\":");
  private static final byte[] LABEL = ascii(",\"label\":");
  private static final byte[] SUBJECT = ascii(",\"subject\":");

  private HistoryEncoder() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void counts(List<Count> counts, CanonicalBuffer json) {
    json.raw('[');
    for (Count count : counts) {
      json.separate();
      json.raw('{');
      member(AMOUNT, count.amount().toPlainString(), json);
      member(COUNTER, count.counter(), json);
      member(ID, count.id(), json);
      member(SUBJECT, count.subject(), json);
      json.raw('}');
    }
    json.raw(']');
  }

  static void labels(List<Label> labels, CanonicalBuffer json) {
    json.raw('[');
    for (Label label : labels) {
      json.separate();
      json.raw('{');
      if (label.whenCompleted()) {
        json.raw(AFTER);
      }
      member(FIRST_ID, label.id(), json);
      member(LABEL, label.label(), json);
      member(SUBJECT, label.subject(), json);
      json.raw('}');
    }
    json.raw(']');
  }

  private static void member(byte[] name, String text, CanonicalBuffer json) {
    json.raw(name);
    json.string(text, Integer.MAX_VALUE);
  }
}
