// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.records;

import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.verify.JournalReader;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Reads a journal and reports the lines that are not records. */
public final class RecordVisitor {
  private static final int COMPLAINTS = 20;

  /** Receives a record. */
  public interface Taker {
    void take(JournalRecord record) throws IOException;
  }

  private final PrintStream err;
  private long bad;

  public RecordVisitor(PrintStream err) {
    this.err = err;
  }

  /** Passes each record to a receiver and returns the number of lines that are not records. */
  public long of(Path path, Taker taker) throws IOException {
    try (JournalReader reader = JournalReader.open(path)) {
      boolean more = true;
      while (more) {
        more = next(reader, taker);
      }
    }
    if (bad > COMPLAINTS) {
      err.println("portcullis: " + bad + " lines are not records");
    }
    return bad;
  }

  private boolean next(JournalReader reader, Taker taker) throws IOException {
    JournalRecord record;
    try {
      record = reader.next();
    } catch (JournalFaultException e) {
      complain(e.fault());
      return true;
    }
    if (record != null) {
      taker.take(record);
    }
    return record != null;
  }

  private void complain(JournalFault fault) {
    bad++;
    if (bad <= COMPLAINTS) {
      err.println("portcullis: " + PrintableText.escaped(fault.toString()));
    }
  }
}
