// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A type of JSON Schema. */
public enum SchemaType {
  STRING,
  NUMBER,
  INTEGER,
  BOOLEAN,
  OBJECT,
  ARRAY,
  NULL;

  /** Returns the word in a schema. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<SchemaType> parse(String word) {
    return Stream.of(values()).filter(type -> type.word().equals(word)).findFirst();
  }
}
