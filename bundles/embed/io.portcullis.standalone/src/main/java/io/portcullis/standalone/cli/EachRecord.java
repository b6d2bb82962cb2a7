// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import io.portcullis.journal.JournalFault;
import io.portcullis.journal.JournalFaultException;
import io.portcullis.journal.JournalReader;
import io.portcullis.journal.JournalRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Goes through a journal and complains about the lines that are no records. */
final class EachRecord {
  private static final int COMPLAINTS = 20;

  /** Takes a record. */
  interface Taker {
    void take(JournalRecord record) throws IOException;
  }

  private final PrintStream err;
  private long bad;

  EachRecord(PrintStream err) {
    this.err = err;
  }

  /** Hands each record on; returns how many lines were none. */
  long of(Path path, Taker taker) throws IOException {
    try (JournalReader reader = JournalReader.open(path)) {
      boolean more = true;
      while (more) {
        more = next(reader, taker);
      }
    }
    if (bad > COMPLAINTS) {
      err.println("portcullis: " + bad + " lines are no records");
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
      err.println("portcullis: " + Printable.line(fault.toString()));
    }
  }
}
