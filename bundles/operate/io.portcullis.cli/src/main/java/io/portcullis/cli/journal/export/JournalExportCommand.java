// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.export;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.JournalArgument;
import io.portcullis.cli.journal.records.RecordVisitor;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.journal.verify.JournalVerifier;
import io.portcullis.journal.verify.VerificationOptions;
import io.portcullis.journal.verify.VerificationOptions.Live;
import io.portcullis.journal.verify.VerificationResult;
import io.portcullis.support.text.PrintableText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Exports a journal in the format of another product. */
public final class JournalExportCommand {
  private final OutputStream out;
  private final PrintStream err;

  public JournalExportCommand(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Writes the export and returns the exit code.
   *
   * @throws CliUsageException if an option or the journal is missing or not understood
   */
  public int run(ParsedCommand command) throws CliUsageException, IOException {
    if (!command.required("--format").equals("assembly")) {
      throw new CliUsageException("--format is not assembly, the only one there is");
    }
    Path journal = JournalArgument.folder(command);
    String target = command.value("--out");
    Path file = target == null ? null : PathArgument.parse(target);
    VerificationResult verified =
        new JournalVerifier(new VerificationOptions(null, false, Live.ASK)).verify(journal);
    if (!verified.sound() && !exportsUnsound(verified, command.has("--force"))) {
      return ExitCode.BAD_JOURNAL;
    }
    // A journal that is being written is exported up to the last verified record.
    long last = verified.sound() ? verified.lastSeq() : Long.MAX_VALUE;
    return write(journal, file, last) == 0 && verified.sound() ? ExitCode.OK : ExitCode.BAD_JOURNAL;
  }

  /** Reports the faults, and returns whether the journal is exported despite them. */
  private boolean exportsUnsound(VerificationResult verified, boolean force) {
    verified
        .faults()
        .forEach(fault -> err.println("portcullis: " + PrintableText.escaped(fault.toString())));
    if (!force) {
      err.println("portcullis: nothing is exported of a journal that does not verify; see --force");
    }
    return force;
  }

  private long write(Path journal, @Nullable Path file, long last)
      throws CliUsageException, IOException {
    if (file == null) {
      return write(journal, out, last);
    }
    OutputStream created = create(file);
    boolean complete = false;
    try (OutputStream buffered = new BufferedOutputStream(created)) {
      long bad = write(journal, buffered, last);
      complete = true;
      return bad;
    } finally {
      if (!complete) {
        Files.deleteIfExists(file); // half an export would look like a whole one
      }
    }
  }

  private static OutputStream create(Path file) throws CliUsageException, IOException {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new CliUsageException(file + ": it exists already");
    }
  }

  private long write(Path journal, OutputStream to, long last) throws IOException {
    AssemblyChain chain = new AssemblyChain(to);
    AssemblyMapper mapper = new AssemblyMapper();
    long bad =
        new RecordVisitor(err)
            .of(
                journal,
                record -> {
                  AssemblyEntry entry = record.seq() <= last ? mapper.map(record) : null;
                  if (entry != null) {
                    chain.add(entry);
                  }
                });
    to.flush();
    return bad;
  }
}
