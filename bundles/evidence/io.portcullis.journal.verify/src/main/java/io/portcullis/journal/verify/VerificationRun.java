// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.journal.format.CanonicalParser.NotCanonical;
import io.portcullis.journal.format.Checkpoint;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.format.JournalFaultException;
import io.portcullis.journal.format.JournalLocation;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.format.PublicKeyFile;
import io.portcullis.journal.format.PublicKeyFile.NoKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a verification. Not thread-safe. */
final class VerificationRun {
  private static final String KEY_FILE = "key.pub";

  private static final Set<String> REMARKABLE = Set.of("gap", "recovered", "removed");

  private final VerificationOptions options;
  private final Path path;
  private final boolean folder;
  private final boolean live;
  private final List<JournalFault> faults = new ArrayList<>();
  private final List<JournalRecord> remarks = new ArrayList<>();
  private long remarkCount;
  private long lost;
  private long records;
  private long unsigned;
  private boolean torn;
  private @Nullable PublicKeyFile own;
  private @Nullable PublicKeyFile pinned;
  private String ownFault = "";
  private @Nullable Checkpoint head;
  private String headFault = "";
  private @Nullable JournalRecord atHead;
  private @Nullable JournalRecord afterHead;
  private @Nullable JournalRecord first;
  private @Nullable ChainCheck chain;

  VerificationRun(VerificationOptions options, Path path, boolean folder, boolean live) {
    this.options = options;
    this.path = path;
    this.folder = folder;
    this.live = live;
  }

  void readKeyAndHead() throws IOException {
    Path key = options.key();
    if (key != null) {
      readPinned(key);
    }
    if (folder) {
      readOwn();
      readHead();
    }
  }

  private void readPinned(Path key) throws IOException {
    try {
      pinned = PublicKeyFile.read(key);
    } catch (NoKey e) {
      throw new IOException(key + ": " + e.getMessage(), e);
    }
  }

  private void readOwn() throws IOException {
    try {
      PublicKeyFile read = PublicKeyFile.read(path.resolve(KEY_FILE));
      own = read;
      ownFault = read.exact() ? "" : "not in the form that the journal writes";
    } catch (NoKey e) {
      ownFault = String.valueOf(e.getMessage());
    } catch (NoSuchFileException e) {
      ownFault = "the public key is missing";
    }
  }

  private void readHead() throws IOException {
    try {
      head = Checkpoint.read(path.resolve(Checkpoint.FILE));
    } catch (NotCanonical e) {
      headFault = "unreadable: " + e.getMessage();
    } catch (NoSuchFileException e) {
      headFault = "the signed head is missing";
    }
  }

  void readRecords(JournalReader reader) throws IOException {
    ChainCheck check = new ChainCheck(reader, folder);
    chain = check;
    try {
      for (JournalRecord record = reader.next(); record != null; record = reader.next()) {
        check.check(record);
        good(record);
      }
      atEnd(reader);
    } catch (JournalFaultException e) {
      faults.add(e.fault());
    }
  }

  private void good(JournalRecord record) {
    records++;
    first = first == null ? record : first;
    Checkpoint signed = head;
    if (signed != null) {
      atHead = record.seq() == signed.seq() ? record : atHead;
      if (record.seq() > signed.seq()) {
        unsigned++;
        afterHead = afterHead == null ? record : afterHead;
      }
    }
    if (REMARKABLE.contains(record.kind())) {
      remark(record);
    }
  }

  private void remark(JournalRecord record) {
    remarkCount++;
    lost += record.kind().equals("gap") ? Math.max(0, record.whole("lost")) : 0;
    if (remarks.size() < VerificationResult.MAX_REMARKS) {
      remarks.add(record);
    }
  }

  private void atEnd(JournalReader reader) {
    if (reader.torn() && !live) {
      add(Kind.TORN, reader.end(), "the line does not end");
    } else if (reader.place().line() == 0) {
      add(
          folder && reader.place().segment() == 0 ? Kind.SEGMENT_MISSING : Kind.MISSING,
          reader.end(),
          folder && reader.place().segment() == 0 ? "there is no segment" : "the file is empty");
    }
    torn = reader.torn();
  }

  private void add(Kind kind, JournalLocation place, String message) {
    faults.add(new JournalFault(kind, place, 0, message));
  }

  private void add(Kind kind, JournalRecord record, String message) {
    faults.add(new JournalFault(kind, record.place(), record.seq(), message));
  }

  VerificationResult end() {
    ChainCheck check = chain;
    if (check == null) {
      throw new IllegalStateException("no records were read");
    }
    boolean whole = isWhole(check);
    keys(check);
    if (folder) {
      signature(check);
      if (whole) {
        reach(check);
      }
    }
    return result(check);
  }

  /** Adds a fault if the first segments are missing, and returns whether no fault was found. */
  private boolean isWhole(ChainCheck check) {
    JournalFault missing = faults.isEmpty() ? check.missingBefore() : null;
    if (missing != null) {
      faults.add(missing);
    }
    return faults.isEmpty();
  }

  private VerificationResult result(ChainCheck check) {
    return new VerificationResult(
        folder,
        live,
        check.segments(),
        records,
        check.firstSeq(),
        check.lastSeq(),
        check.previous(),
        check.removed(),
        check.lastHash(),
        check.key(),
        head,
        unsigned,
        torn,
        faults,
        remarks,
        remarkCount,
        lost);
  }

  private void keys(ChainCheck check) {
    PublicKeyFile wanted = pinned;
    JournalRecord start = first;
    if (wanted != null && start != null && !wanted.digest().equals(check.key())) {
      add(Kind.KEY_WRONG, start, "the journal names another key than given");
    }
    if (!folder) {
      return;
    }
    if (!ownFault.isEmpty()) {
      add(Kind.KEY_WRONG, file(KEY_FILE), ownFault);
    } else if (own != null && start != null && !own.digest().equals(check.key())) {
      add(Kind.KEY_WRONG, file(KEY_FILE), "not the key that the first segment names");
    }
  }

  private static JournalLocation file(String name) {
    return new JournalLocation(name, 0, 0);
  }

  private void signature(ChainCheck check) {
    Checkpoint signed = head;
    PublicKeyFile by = pinned != null ? pinned : own;
    if (signed == null) {
      add(Kind.HEAD_WRONG, file(Checkpoint.FILE), headFault);
    } else if (!check.key().isEmpty() && !signed.key().equals(check.key())) {
      add(Kind.HEAD_WRONG, file(Checkpoint.FILE), "it names another key than the first segment");
    } else if (by == null) {
      add(Kind.HEAD_WRONG, file(Checkpoint.FILE), "without a key its signature proves nothing");
    } else if (!signed.signedBy(by)) {
      add(Kind.HEAD_WRONG, file(Checkpoint.FILE), "the signature was not made with the key");
    }
  }

  /** Checks that the journal belongs to the head and reaches its record. Only for good records. */
  private void reach(ChainCheck check) {
    Checkpoint signed = head;
    if (signed == null) {
      return;
    }
    JournalRecord named = atHead;
    if (signed.seq() > check.lastSeq()) {
      cutOff(signed, check);
    } else if (named == null) {
      add(Kind.HEAD_WRONG, file(Checkpoint.FILE), "it names no record");
    } else if (!named.hash().equals(signed.hash())) {
      add(Kind.CHANGED, named, "not the record that the head was signed for");
    } else if (named.place().segment() != signed.segment()) {
      add(Kind.HEAD_WRONG, file(Checkpoint.FILE), "its record is in another segment");
    } else {
      unsigned();
    }
  }

  private void cutOff(Checkpoint signed, ChainCheck check) {
    faults.add(
        new JournalFault(
            Kind.CUT_OFF,
            check.end(),
            check.lastSeq() + 1,
            "the journal was cut off: the signed head says "
                + signed.seq()
                + ", the journal ends at "
                + check.lastSeq()));
  }

  private void unsigned() {
    JournalRecord later = afterHead;
    if (later != null && !live && !options.allowUnsigned()) {
      String follow = unsigned + " records follow the signed head, and no process is writing";
      add(Kind.UNSIGNED, later, follow);
    }
  }
}
