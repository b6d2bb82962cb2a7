// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.review;

import io.portcullis.approval.internal.config.ReviewerNames;
import io.portcullis.support.config.InvalidValueException;
import java.util.List;

/**
 * The groups whose reviewers may decide the calls of some tools.
 *
 * @param pattern a tool's name, or a prefix with {@code *} at the end
 * @param groups the groups; a reviewer must be in one of them
 */
public record GroupRule(String pattern, List<String> groups) {
  public GroupRule {
    groups = List.copyOf(groups);
  }

  /** Reads {@code pattern=group,group}. */
  public static GroupRule parse(String key, String text) {
    int equals =
        text.lastIndexOf('='); // the name of a tool may contain one, that of a group may not
    String pattern = equals < 0 ? "" : text.substring(0, equals).strip();
    int star = pattern.indexOf('*');
    if (pattern.isEmpty() || (star >= 0 && star != pattern.length() - 1)) {
      throw new InvalidValueException(
          key, "must be tool=group,group where the tool is a name or ends with its only *");
    }
    List<String> groups = ReviewerNames.names(key, text.substring(equals + 1));
    if (groups.isEmpty()) {
      throw new InvalidValueException(key, "names no group");
    }
    return new GroupRule(pattern, groups);
  }

  boolean matches(String tool) {
    return pattern.endsWith("*")
        ? tool.startsWith(pattern.substring(0, pattern.length() - 1))
        : tool.equals(pattern);
  }
}
