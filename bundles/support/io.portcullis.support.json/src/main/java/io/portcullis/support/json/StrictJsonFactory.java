// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

/**
 * Creates the factories of strict parsers. These refuse two members of one name, every extension of
 * JSON, and input beyond their limits. Stateless and thread-safe.
 */
public final class StrictJsonFactory {
  /** The longest number, in characters. */
  public static final int MAX_NUMBER_LENGTH = 1_000;

  private StrictJsonFactory() {}

  /**
   * Creates a factory.
   *
   * @param maxChars the maximum length of a string or a name, in characters
   * @param maxDepth the deepest nesting of objects and arrays
   * @return a thread-safe factory
   */
  public static JsonFactory of(int maxChars, int maxDepth) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxStringLength(maxChars)
                .maxNameLength(maxChars)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build())
        // Agents choose the names, which must not fill a table that all parsers share.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build();
  }

  /** Creates a factory as above, whose generators escape all but ASCII. */
  static JsonFactory ascii(int maxChars, int maxDepth) {
    return of(maxChars, maxDepth)
        .rebuild()
        .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
        .build();
  }
}
