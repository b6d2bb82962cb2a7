// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.draft;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by its name whether an argument probably holds paths. Stateless and thread-safe. */
public final class PathNames {
  /** The maximum length of a name that is looked at. */
  public static final int MAX_LENGTH = 200;

  private static final Pattern BOUNDARY =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Set<String> LAST_WORDS =
      Set.of(
          "path",
          "paths",
          "file",
          "files",
          "filename",
          "filenames",
          "filepath",
          "filepaths",
          "directory",
          "directories",
          "dir",
          "dirs",
          "folder",
          "folders",
          "cwd",
          "workdir",
          "pathname",
          "pathnames");
  private static final Set<String> WHOLE_NAMES =
      Set.of("source", "sources", "destination", "destinations", "src", "dest", "dst", "root");

  private PathNames() {}

  /** Returns whether the name of an argument suggests a path, such as {@code repo_path}. */
  public static boolean matches(String name) {
    if (name.length() > MAX_LENGTH) {
      return false;
    }
    String[] words = BOUNDARY.split(name, -1);
    String last = words[words.length - 1].toLowerCase(Locale.ROOT);
    return LAST_WORDS.contains(last) || WHOLE_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
