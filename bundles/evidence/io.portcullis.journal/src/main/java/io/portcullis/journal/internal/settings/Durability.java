// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.settings;

import java.util.Locale;
import java.util.Optional;

/** The condition under which a record is kept. */
public enum Durability {
  /** The operating system has the record, so it survives the process. */
  PROCESS,
  /** The record is in the chain and the disk has confirmed it. */
  DISK,
  /** No condition; a record that is not chained yet is lost with the process. */
  NONE;

  /**
   * Returns the word used in configuration.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the durability with a word, in any letter case.
   *
   * @param word the word, such as {@code disk}
   * @return the durability, or empty for an unknown word
   */
  public static Optional<Durability> parse(String word) {
    String text = word.trim().toLowerCase(Locale.ROOT);
    for (Durability durability : values()) {
      if (durability.word().equals(text)) {
        return Optional.of(durability);
      }
    }
    return Optional.empty();
  }
}
