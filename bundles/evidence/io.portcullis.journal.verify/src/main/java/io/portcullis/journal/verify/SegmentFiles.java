// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the segments of a folder, also those that come while it is read. */
final class SegmentFiles {
  private static final Pattern NAME = Pattern.compile("journal-([0-9]{10})\\.jsonl");

  private final Path folder;

  SegmentFiles(Path folder) {
    this.folder = folder;
  }

  /** The number in the name of a file; 0 if it has none. */
  static long number(Path file) {
    Path name = file.getFileName();
    Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  Path file(long number) {
    return folder.resolve("journal-%010d.jsonl".formatted(number));
  }

  /** The first segment after one; 0 if there is none. */
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

  /** The last segment before one; 0 if there is none. */
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
