// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import io.portcullis.support.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small file outside the journal that names the journal and its last known record. Without it, a
 * journal that was moved away and begun anew would look like the first one. For one thread.
 */
final class JournalMark {
  private static final int MAX_BYTES = 4_096;
  private static final String NAME = "mark";

  private final Path folder;
  private final DurableFiles files;
  private String journal = "";
  private long seq;
  private @Nullable Instant incompleteBefore;
  private boolean read;

  JournalMark(Path folder, DurableFiles files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * Compares the journal with the mark, and writes the mark.
   *
   * @param name the identity of the journal
   * @param lastSeq its last record
   * @param now the time before which the history is incomplete if the journal is another one
   * @return the time before which calls may be missing in the journal, or null
   * @throws IOException if the mark cannot be read or written
   */
  @Nullable Instant check(String name, long lastSeq, Instant now) throws IOException {
    if (!read) {
      read();
      read = true;
    }
    boolean known = !journal.isEmpty();
    if (known && (!journal.equals(name) || lastSeq < seq)) {
      incompleteBefore = now;
    }
    if (!journal.equals(name) || lastSeq != seq) {
      journal = name;
      seq = lastSeq;
      write();
    }
    return incompleteBefore;
  }

  private void read() throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return;
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is too large");
    }
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int at = line.indexOf('=');
      values.put(at < 0 ? line : line.substring(0, at), line.substring(at + 1));
    }
    try {
      journal = values.getOrDefault("journal", "");
      seq = Long.parseLong(values.getOrDefault("seq", ""));
      String before = values.getOrDefault("incompleteBefore", "");
      incompleteBefore = before.isEmpty() ? null : Instant.parse(before);
    } catch (NumberFormatException | DateTimeException e) {
      throw new IOException(file + " cannot be understood; remove it to begin anew", e);
    }
    if (journal.isEmpty()) {
      throw new IOException(file + " cannot be understood; remove it to begin anew");
    }
  }

  private void write() throws IOException {
    Instant before = incompleteBefore;
    String text =
        "journal="
            + journal
            + "\nseq="
            + seq
            + "\nincompleteBefore="
            + (before == null ? "" : before)
            + "\n";
    files.createDirectories(folder);
    files.replace(folder.resolve(NAME), text.getBytes(StandardCharsets.UTF_8));
  }
}
