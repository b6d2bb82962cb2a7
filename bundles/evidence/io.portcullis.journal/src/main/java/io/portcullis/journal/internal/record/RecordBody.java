// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import io.portcullis.api.HistoryEffects;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.json.TimestampFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body of one record. Members are set in any order and written in canonical order. Reusable,
 * not thread-safe.
 */
public final class RecordBody {
  private static final RecordField[] FIELDS = RecordField.values();
  private static final long LARGEST = (1L << 53) - 1;
  private static final int MAX_NOTES = 8;
  private static final int MAX_ATTRIBUTES = 16;
  private static final int MAX_NAME_CHARACTERS = 128;

  private final CanonicalBuffer json;
  private final TimestampFormat times = new TimestampFormat();
  private final String[] texts = new String[FIELDS.length];
  private final long[] numbers = new long[FIELDS.length];
  private final EncodingCache[] repeated = new EncodingCache[FIELDS.length];
  private long present; // a bit for each member, in the order of writing
  private boolean cut;
  private byte[] digest = {};
  private Instant time = Instant.EPOCH;
  private List<String> notes = List.of();
  private Map<String, String> attributes = Map.of();
  private HistoryEffects history = HistoryEffects.NONE;

  /** Creates a body with a maximum size in bytes. */
  public RecordBody(int limit) {
    json = new CanonicalBuffer(limit);
    Arrays.fill(texts, "");
    Arrays.setAll(repeated, place -> new EncodingCache());
  }

  private void clear() {
    present = 0;
    cut = false;
    notes = List.of();
    attributes = Map.of();
    history = HistoryEffects.NONE;
  }

  private void add(RecordField field) {
    present |= 1L << field.place();
  }

  private boolean has(RecordField field) {
    return (present & 1L << field.place()) != 0;
  }

  /** Starts a new body. */
  public RecordBody start(String kind, Instant at) {
    clear(); // also the rest of an earlier body that failed half-way
    time = at;
    add(RecordField.TIME);
    cut = !TimestampFormat.fits(at);
    return set(RecordField.KIND, kind);
  }

  /** Sets a text. An empty one is left out. */
  public RecordBody set(RecordField field, String text) {
    if (!text.isEmpty()) {
      texts[field.place()] = text;
      add(field);
      cut |= text.length() > field.most();
    }
    return this;
  }

  /** Sets a number. A value below 0 becomes 0, one above 2^53-1 becomes that. */
  public RecordBody set(RecordField field, long number) {
    texts[field.place()] = "";
    numbers[field.place()] = Math.max(0, Math.min(number, LARGEST));
    add(field);
    return this;
  }

  /** Removes a member. */
  RecordBody without(RecordField field) {
    present &= ~(1L << field.place());
    return this;
  }

  /** Sets the digest of the arguments, as ASCII. It is read when the body is written. */
  RecordBody digest(byte[] ascii) {
    digest = ascii;
    add(RecordField.ARGUMENTS_DIGEST);
    return this;
  }

  RecordBody notes(List<String> list) {
    if (!list.isEmpty()) {
      notes = list;
      add(RecordField.NOTES);
      cut |= notesCut();
    }
    return this;
  }

  /** Sets what the call adds to the history. It is written in full. */
  RecordBody history(HistoryEffects effects) {
    if (!effects.isEmpty()) {
      history = effects;
      if (!effects.counts().isEmpty()) {
        add(RecordField.COUNTS);
      }
      if (!effects.labels().isEmpty()) {
        add(RecordField.LABELS);
      }
    }
    return this;
  }

  RecordBody attributes(Map<String, String> map) {
    if (!map.isEmpty()) {
      attributes = map;
      add(RecordField.ATTRIBUTES);
      cut |= attributesCut();
    }
    return this;
  }

  /** Returns the encoded body. It can be changed and encoded again. */
  public CanonicalBuffer write() {
    json.clear();
    json.raw('{');
    if (cut) {
      add(RecordField.CUT);
    }
    for (long rest = present; rest != 0; rest &= rest - 1) {
      json.separate();
      write(FIELDS[Long.numberOfTrailingZeros(rest)]);
    }
    json.raw('}');
    return json;
  }

  private void write(RecordField field) {
    String text = texts[field.place()];
    if (text.isEmpty()) {
      json.raw(field.member());
      other(field);
    } else if (!repeated[field.place()].write(text, json)) {
      int from = json.length();
      json.raw(field.member());
      json.string(text, field.most());
      repeated[field.place()].keep(text, json, from);
    }
  }

  /** Releases large values; the rest is cleared when the next body starts. */
  void forget() {
    texts[RecordField.ARGUMENTS.place()] = "";
    without(RecordField.ARGUMENTS);
    notes = List.of();
    attributes = Map.of();
    history = HistoryEffects.NONE;
  }

  private void other(RecordField field) {
    switch (field) {
      case CUT -> cuts();
      case TIME -> json.quoted(times.of(time));
      case ARGUMENTS_DIGEST -> json.quoted(digest);
      case NOTES -> notes();
      case ATTRIBUTES -> attributes();
      case COUNTS -> HistoryEncoder.counts(history.counts(), json);
      case LABELS -> HistoryEncoder.labels(history.labels(), json);
      default -> json.number(numbers[field.place()]);
    }
  }

  private boolean cut(RecordField field) {
    return switch (field) {
      case TIME -> !TimestampFormat.fits(time);
      case NOTES -> notesCut();
      case ATTRIBUTES -> attributesCut();
      default -> has(field) && texts[field.place()].length() > field.most();
    };
  }

  private boolean notesCut() {
    return notes.size() > MAX_NOTES
        || (!notes.isEmpty() && notes.stream().anyMatch(RecordBody::tooLong));
  }

  private static boolean tooLong(String text) {
    return text.length() > RecordField.MAX_CHARACTERS;
  }

  private boolean attributesCut() {
    return !attributes.isEmpty()
        && (attributes.size() > MAX_ATTRIBUTES
            || attributes.values().stream().anyMatch(RecordBody::tooLong)
            || named().size() < attributes.size()
            || attributes.keySet().stream().anyMatch(name -> name.length() > MAX_NAME_CHARACTERS));
  }

  private void cuts() {
    json.raw('[');
    for (RecordField field : FIELDS) {
      if (cut(field)) {
        json.separate();
        json.string(field.word(), RecordField.MAX_CHARACTERS);
      }
    }
    json.raw(']');
  }

  private void notes() {
    json.raw('[');
    for (String note : notes.subList(0, Math.min(notes.size(), MAX_NOTES))) {
      json.separate();
      json.string(note, RecordField.MAX_CHARACTERS);
    }
    json.raw(']');
  }

  private void attributes() {
    json.raw('{');
    named().entrySet().stream()
        .limit(MAX_ATTRIBUTES)
        .forEach(
            attribute -> {
              json.separate();
              json.string(attribute.getKey(), MAX_NAME_CHARACTERS);
              json.raw(':');
              json.string(attribute.getValue(), RecordField.MAX_CHARACTERS);
            });
    json.raw('}');
  }

  /**
   * Returns the attributes sorted by their written names. Truncation may make two names equal or
   * change their order. Of equal names, the first in the original order stays.
   */
  private Map<String, String> named() {
    Map<String, String> named = new TreeMap<>();
    new TreeMap<>(attributes).forEach((name, value) -> named.putIfAbsent(writable(name), value));
    return named;
  }

  private static String writable(String name) {
    StringBuilder written = new StringBuilder();
    name.substring(0, Math.min(name.length(), MAX_NAME_CHARACTERS))
        .codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
        .forEach(written::appendCodePoint);
    return written.toString();
  }
}
