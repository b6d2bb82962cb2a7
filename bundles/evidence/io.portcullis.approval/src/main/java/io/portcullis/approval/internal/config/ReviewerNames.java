// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The names of reviewers and groups, which go into records and messages as they are. */
public final class ReviewerNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private ReviewerNames() {}

  public static String name(String key, String text) throws ApprovalConfigException {
    String name = text.strip();
    if (!NAME.matcher(name).matches()) {
      throw new ApprovalConfigException(
          key, "needs a name of 1 to 64 letters, digits, dots, hyphens, underscores or @");
    }
    return name;
  }

  /** Names with commas between them; none if there is nothing but blanks. */
  public static List<String> names(String key, String text) throws ApprovalConfigException {
    List<String> names = new ArrayList<>();
    if (!text.isBlank()) {
      for (String each : text.split(",", -1)) {
        names.add(name(key, each));
      }
    }
    return List.copyOf(names);
  }
}
