// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the segments of a folder, also those created while it is read. */
final class SegmentFiles {
  private static final Pattern NAME = Pattern.compile("journal-([0-9]{10})\\.jsonl");

  private final Path folder;

  SegmentFiles(Path folder) {
    this.folder = folder;
  }

  /** Returns the number in the name of a file, or 0. */
  static long number(Path file) {
    Path name = file.getFileName();
    Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  Path file(long number) {
    return folder.resolve("journal-%010d.jsonl".formatted(number));
  }

  /** Returns the first segment after one, or 0. */
  long after(long number) throws IOException {
    if (Files.exists(file(number + 1))) {
      return number + 1;
    }
    long first = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "journal-*.jsonl")) {
      for (Path file : files) {
        long found = number(file);
        if (found > number && (first == 0 || found < first)) {
          first = found;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return first;
  }

  /** Returns the last segment before one, or 0. */
  long before(long number) throws IOException {
    long last = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "journal-*.jsonl")) {
      for (Path file : files) {
        long found = number(file);
        if (found < number && found > last) {
          last = found;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return last;
  }
}
