// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;

/**
 * The replacement of one value in the arguments before the tool runs.
 *
 * @param path the place of the value: an RFC 6901 JSON pointer ({@code /a/b/0}, empty for the whole
 *     document) or a path of the form {@code $.a.b}
 * @param replacement the new string that replaces the whole value
 */
public record Redaction(String path, String replacement) {
  /**
   * Refuses null parts. The path is checked only when the redaction is applied.
   *
   * @throws NullPointerException if a part is null
   */
  public Redaction {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(replacement, "replacement");
  }
}
