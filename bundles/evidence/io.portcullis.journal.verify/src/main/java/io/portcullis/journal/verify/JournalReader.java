// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalLocation;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.format.RecordParser;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a journal one by one, from its first or a later segment, also while it is
 * written. It retains no record. It checks each line separately; {@link JournalVerifier} checks the
 * chain. Not thread-safe.
 */
public final class JournalReader implements Closeable {
  private final @Nullable SegmentFiles segments;
  private @Nullable LineFile lines;
  private Path file;
  private long segment;
  private long lineBytes;

  private JournalReader(@Nullable SegmentFiles segments, Path file, long segment) {
    this.segments = segments;
    this.file = file;
    this.segment = segment;
  }

  /**
   * Opens a journal at its start, or a single segment.
   *
   * @param fileOrFolder the folder of a journal, or one file of it
   * @return the open reader; the caller closes it
   * @throws IOException if the journal cannot be read
   */
  public static JournalReader open(Path fileOrFolder) throws IOException {
    if (Files.isDirectory(fileOrFolder)) {
      return new JournalReader(new SegmentFiles(fileOrFolder), fileOrFolder, 0);
    }
    JournalReader reader = new JournalReader(null, fileOrFolder, SegmentFiles.number(fileOrFolder));
    reader.lines = new LineFile(fileOrFolder);
    return reader;
  }

  /**
   * Opens a journal near its end.
   *
   * @param folder the folder of the journal
   * @param last the number of segments from the end to read, at least 1; all if fewer exist
   * @return the open reader; the caller closes it
   * @throws IOException if the journal cannot be read
   */
  public static JournalReader openLast(Path folder, int last) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    SegmentFiles segments = new SegmentFiles(folder);
    long number = segments.before(Long.MAX_VALUE);
    for (int i = 1; i < last && number > 0; i++) {
      number = segments.before(number);
    }
    return new JournalReader(segments, folder, Math.max(0, number - 1));
  }

  /**
   * Reads the next record.
   *
   * @return the record, or null if no further one exists at present
   * @throws JournalFaultException if a line is not a record; the next line can be read
   * @throws IOException if reading fails
   */
  public @Nullable JournalRecord next() throws IOException, JournalFaultException {
    JournalRecord record = inFile();
    while (record == null && segments != null) {
      long following = segments.after(segment);
      if (following == 0) {
        return null;
      }
      // A segment is started when the one before is complete, so this read reaches its end.
      record = inFile();
      if (record == null) {
        leaveFor(segments, following);
        record = inFile();
      }
    }
    return record;
  }

  private @Nullable JournalRecord inFile() throws IOException, JournalFaultException {
    LineFile from = lines;
    if (from == null) {
      return null;
    }
    byte[] line;
    try {
      line = from.next();
    } catch (LineFile.LineTooLong e) {
      throw new JournalFaultException(Kind.UNREADABLE, place(), 0, String.valueOf(e.getMessage()));
    }
    if (line == null) {
      return null;
    }
    lineBytes = line.length + 1L;
    return RecordParser.parse(place(), line);
  }

  private void leaveFor(SegmentFiles all, long following)
      throws IOException, JournalFaultException {
    LineFile left = lines;
    JournalLocation end = end();
    LineFile opened = new LineFile(all.file(following));
    lines = opened;
    segment = following;
    file = all.file(following);
    if (left != null) {
      left.close();
    }
    if (!Files.isRegularFile(all.file(following), LinkOption.NOFOLLOW_LINKS)) {
      throw new JournalFaultException(
          Kind.SEGMENT_WRONG, place(), 0, "no regular file of this folder, but a link");
    }
    if (left != null) {
      requireComplete(left, end);
    }
  }

  private static void requireComplete(LineFile left, JournalLocation end)
      throws JournalFaultException {
    if (left.torn()) {
      throw new JournalFaultException(Kind.TORN, end, 0, "the line does not end");
    }
    if (left.lines() == 0) {
      throw new JournalFaultException(Kind.MISSING, end, 0, "the segment is empty");
    }
  }

  /**
   * Returns whether part of a line follows the last record.
   *
   * @return true in the middle of a write, and after a crash in the middle of one
   */
  public boolean torn() {
    return lines != null && lines.torn();
  }

  /** Returns the bytes of the last line, with its line feed. */
  long lineBytes() {
    return lineBytes;
  }

  /**
   * Returns the place of the last line.
   *
   * @return the place; line 0 if no line of the file was read yet
   */
  public JournalLocation place() {
    return new JournalLocation(name(), segment, lines == null ? 0 : lines.lines());
  }

  /**
   * Returns the place of the next line if it is in the same segment.
   *
   * @return the place
   */
  public JournalLocation end() {
    return new JournalLocation(name(), segment, lines == null ? 0 : lines.lines() + 1);
  }

  private String name() {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
