// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One body: members are set in any order and written in the canonical one. Used again for the next
 * one; not for use by several threads.
 */
final class Body {
  private static final Field[] FIELDS = Field.values();
  private static final long LARGEST = (1L << 53) - 1;
  private static final int MOST_NOTES = 8;
  private static final int MOST_ATTRIBUTES = 16;
  private static final int MOST_NAME_CHARACTERS = 128;

  private final CanonicalBuffer json;
  private final TimeText times = new TimeText();
  private final String[] texts = new String[FIELDS.length];
  private final long[] numbers = new long[FIELDS.length];
  private final Repeated[] repeated = new Repeated[FIELDS.length];
  private long present; // a bit for each member, in the order of writing
  private boolean cut;
  private byte[] digest = {};
  private Instant time = Instant.EPOCH;
  private List<String> notes = List.of();
  private Map<String, String> attributes = Map.of();

  /** A body of at most so many bytes. */
  Body(int limit) {
    json = new CanonicalBuffer(limit);
    Arrays.fill(texts, "");
    Arrays.setAll(repeated, place -> new Repeated());
  }

  private void clear() {
    present = 0;
    cut = false;
    notes = List.of();
    attributes = Map.of();
  }

  private void add(Field field) {
    present |= 1L << field.place();
  }

  private boolean has(Field field) {
    return (present & 1L << field.place()) != 0;
  }

  /** Starts a new body. */
  Body start(String kind, Instant at) {
    clear(); // also what an earlier one left that failed half-way
    time = at;
    add(Field.TIME);
    cut = !TimeText.fits(at);
    return set(Field.KIND, kind);
  }

  /** An empty text is left out. */
  Body set(Field field, String text) {
    if (!text.isEmpty()) {
      texts[field.place()] = text;
      add(field);
      cut |= text.length() > field.most();
    }
    return this;
  }

  /** A number below 0 becomes 0, and one above 2^53-1 becomes that. */
  Body set(Field field, long number) {
    texts[field.place()] = "";
    numbers[field.place()] = Math.max(0, Math.min(number, LARGEST));
    add(field);
    return this;
  }

  /** Leaves a member out again. */
  Body without(Field field) {
    present &= ~(1L << field.place());
    return this;
  }

  /** The digest of the arguments, as ASCII; read when the body is written. */
  Body digest(byte[] ascii) {
    digest = ascii;
    add(Field.ARGUMENTS_DIGEST);
    return this;
  }

  Body notes(List<String> list) {
    if (!list.isEmpty()) {
      notes = list;
      add(Field.NOTES);
      cut |= notesCut();
    }
    return this;
  }

  Body attributes(Map<String, String> map) {
    if (!map.isEmpty()) {
      attributes = map;
      add(Field.ATTRIBUTES);
      cut |= attributesCut();
    }
    return this;
  }

  /** Writes what was set; it can be changed and written once more. */
  CanonicalBuffer write() {
    json.clear();
    json.raw('{');
    if (cut) {
      add(Field.CUT);
    }
    for (long rest = present; rest != 0; rest &= rest - 1) {
      Field field = FIELDS[Long.numberOfTrailingZeros(rest)];
      json.separate();
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
    json.raw('}');
    return json;
  }

  /** Lets go of what may be large; the rest is cleared when the next one starts. */
  void forget() {
    texts[Field.ARGUMENTS.place()] = "";
    without(Field.ARGUMENTS);
    notes = List.of();
    attributes = Map.of();
  }

  private void other(Field field) {
    switch (field) {
      case CUT -> cuts();
      case TIME -> json.quoted(times.of(time));
      case ARGUMENTS_DIGEST -> json.quoted(digest);
      case NOTES -> notes();
      case ATTRIBUTES -> attributes();
      default -> json.number(numbers[field.place()]);
    }
  }

  private boolean cut(Field field) {
    return switch (field) {
      case TIME -> !TimeText.fits(time);
      case NOTES -> notesCut();
      case ATTRIBUTES -> attributesCut();
      default -> has(field) && texts[field.place()].length() > field.most();
    };
  }

  private boolean notesCut() {
    return notes.size() > MOST_NOTES
        || (!notes.isEmpty() && notes.stream().anyMatch(Body::tooLong));
  }

  private static boolean tooLong(String text) {
    return text.length() > Field.MOST_CHARACTERS;
  }

  private boolean attributesCut() {
    return !attributes.isEmpty()
        && (attributes.size() > MOST_ATTRIBUTES
            || attributes.values().stream().anyMatch(Body::tooLong)
            || named().size() < attributes.size()
            || attributes.keySet().stream().anyMatch(name -> name.length() > MOST_NAME_CHARACTERS));
  }

  private void cuts() {
    json.raw('[');
    for (Field field : FIELDS) {
      if (cut(field)) {
        json.separate();
        json.string(field.word(), Field.MOST_CHARACTERS);
      }
    }
    json.raw(']');
  }

  private void notes() {
    json.raw('[');
    for (String note : notes.subList(0, Math.min(notes.size(), MOST_NOTES))) {
      json.separate();
      json.string(note, Field.MOST_CHARACTERS);
    }
    json.raw(']');
  }

  private void attributes() {
    json.raw('{');
    named().entrySet().stream()
        .limit(MOST_ATTRIBUTES)
        .forEach(
            attribute -> {
              json.separate();
              json.string(attribute.getKey(), MOST_NAME_CHARACTERS);
              json.raw(':');
              json.string(attribute.getValue(), Field.MOST_CHARACTERS);
            });
    json.raw('}');
  }

  /**
   * Sorted by name as it is written: cutting and replacing may make two names equal or change their
   * order. Of equal ones the first in the order of the original names stays.
   */
  private Map<String, String> named() {
    Map<String, String> named = new TreeMap<>();
    new TreeMap<>(attributes).forEach((name, value) -> named.putIfAbsent(writable(name), value));
    return named;
  }

  private static String writable(String name) {
    StringBuilder written = new StringBuilder();
    name.substring(0, Math.min(name.length(), MOST_NAME_CHARACTERS))
        .codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
        .forEach(written::appendCodePoint);
    return written.toString();
  }
}
