// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.settings;

import java.util.Locale;
import java.util.Optional;

/** When a record counts as kept. */
public enum Durability {
  /** Once it is in the hands of the operating system, so that it survives the process. */
  PROCESS,
  /** Once it is in the chain and the disk has confirmed it. */
  DISK,
  /** At once; a record that is not in the chain yet is lost with the process. */
  NONE;

  /**
   * The word used in configuration.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a durability by its word, whatever its case.
   *
   * @param word the word, such as {@code disk}
   * @return the durability, or empty for a word that is none
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
