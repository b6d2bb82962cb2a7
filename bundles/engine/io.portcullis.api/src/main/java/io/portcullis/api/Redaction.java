// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;

/**
 * One change to the arguments that an allow demands before the tool may see them.
 *
 * @param path where: an RFC 6901 JSON pointer ({@code /a/b/0}, empty for the whole document) or a
 *     path of the form {@code $.a.b}
 * @param replacement the complete new string value at that place
 */
public record Redaction(String path, String replacement) {
  /** Refuses null parts; whether the path can be applied shows when it is applied. */
  public Redaction {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(replacement, "replacement");
  }
}
