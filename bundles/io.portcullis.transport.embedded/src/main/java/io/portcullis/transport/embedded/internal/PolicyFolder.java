// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the documents are: a file, or a folder of them.
 *
 * @param path the file or folder
 */
record PolicyFolder(Path path) {
  private static final int MAX_ENTRIES = 10_000;

  /**
   * Something that changes whenever a document may have changed. Symbolic links are followed, so
   * that the usual ways of swapping a mounted folder are seen.
   *
   * @return one line a document; empty if there is none at all
   */
  List<String> fingerprint() {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "*.{yaml,yml}")) {
      for (Path entry : entries) {
        if (lines.size() < MAX_ENTRIES && !hidden(entry)) {
          line(entry, lines);
        }
      }
    } catch (NotDirectoryException e) {
      line(path, lines);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      lines.add("unreadable " + e.getClass().getName());
    }
    lines.sort(null);
    return lines;
  }

  /** The loader leaves them out as well; alone they are no document. */
  private static boolean hidden(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  private static void line(Path file, List<String> lines) {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      lines.add(
          "%s %d %s %s"
              .formatted(
                  file, facts.size(), facts.lastModifiedTime().toInstant(), facts.fileKey()));
    } catch (NoSuchFileException e) {
      // gone between the listing and now: that is as good as not listed
    } catch (IOException e) {
      lines.add(file + " unreadable");
    }
  }
}
