// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import io.portcullis.approval.internal.config.ReviewerNames;
import io.portcullis.support.config.InvalidValueException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A configured reviewer.
 *
 * @param name the reviewer's name
 * @param groups the reviewer's groups
 * @param tokenSha256 the lower-case hex SHA-256 of the reviewer's token
 */
public record ReviewerEntry(String name, List<String> groups, String tokenSha256) {
  private static final String ALGORITHM = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public ReviewerEntry {
    groups = List.copyOf(groups);
  }

  /** Reads {@code name;group,group;sha256:HEX}. */
  public static ReviewerEntry parse(String key, String text) {
    String[] parts = text.split(";", -1);
    if (parts.length != 3) {
      throw new InvalidValueException(key, "must be name;group,group;sha256:HEX");
    }
    String digest = parts[2].strip().toLowerCase(Locale.ROOT);
    if (!digest.startsWith(ALGORITHM)
        || !HEX.matcher(digest.substring(ALGORITHM.length())).matches()) {
      throw new InvalidValueException(key, "must end with sha256: and 64 hex digits");
    }
    return new ReviewerEntry(
        ReviewerNames.name(key, parts[0]),
        ReviewerNames.names(key, parts[1]),
        digest.substring(ALGORITHM.length()));
  }

  byte[] digest() {
    return HexFormat.of().parseHex(tokenSha256);
  }
}
