// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

import io.portcullis.support.config.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parses the names of reviewers and groups. Records and messages show them unchanged. */
public final class ReviewerNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private ReviewerNames() {}

  /** Returns the name in a text. */
  public static String name(String key, String text) {
    String name = text.strip();
    if (!NAME.matcher(name).matches()) {
      throw new InvalidValueException(
          key, "needs a name of 1 to 64 letters, digits, dots, hyphens, underscores or @");
    }
    return name;
  }

  /** Returns the names between commas, none for a blank text. */
  public static List<String> names(String key, String text) {
    List<String> names = new ArrayList<>();
    if (!text.isBlank()) {
      for (String each : text.split(",", -1)) {
        names.add(name(key, each));
      }
    }
    return List.copyOf(names);
  }
}
