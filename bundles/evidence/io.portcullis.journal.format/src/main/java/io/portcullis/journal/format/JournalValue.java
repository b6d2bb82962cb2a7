// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON value that a journal may contain: no number has a fraction or a sign. Immutable. */
public sealed interface JournalValue {

  /** The maximum number in a line, 2^53−1. */
  long MAX_WHOLE = (1L << 53) - 1;

  /**
   * Returns the canonical JSON of this value (RFC 8785).
   *
   * @return the only text for this value
   * @throws IllegalArgumentException if a text contains half a surrogate pair
   */
  default String canonical() {
    return CanonicalWriter.write(this);
  }

  /**
   * A text.
   *
   * @param value the text
   */
  record Text(String value) implements JournalValue {}

  /**
   * A number.
   *
   * @param value from 0 to {@link #MAX_WHOLE}
   */
  record Whole(long value) implements JournalValue {
    /** Checks the range of the number. */
    public Whole {
      if (value < 0 || value > MAX_WHOLE) {
        throw new IllegalArgumentException("not from 0 to 2^53-1: " + value);
      }
    }
  }

  /**
   * True or false.
   *
   * @param value which of them
   */
  record Truth(boolean value) implements JournalValue {}

  /** The value {@code null}. */
  record Nothing() implements JournalValue {}

  /**
   * An array.
   *
   * @param values the values in their order
   */
  record Items(List<JournalValue> values) implements JournalValue {
    /** Copies the list. */
    public Items {
      values = List.copyOf(values);
    }
  }

  /**
   * An object.
   *
   * @param members the members, sorted by the UTF-16 code units of their names
   */
  record Fields(SortedMap<String, JournalValue> members) implements JournalValue {
    /** Copies the map. */
    public Fields {
      // The given map may have another order.
      TreeMap<String, JournalValue> sorted = new TreeMap<>();
      sorted.putAll(members);
      members = Collections.unmodifiableSortedMap(sorted);
    }
  }
}
