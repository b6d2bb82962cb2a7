// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.support.files.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says whether a journal is what its writer wrote, and where it is not. Written from the page of
 * the format and not from the writer, so that the two check each other. Stateless, thread-safe;
 * needs memory for one line.
 */
public final class JournalVerifier {
  private final VerificationOptions options;

  /**
   * Makes a verifier.
   *
   * @param options what it goes by
   */
  public JournalVerifier(VerificationOptions options) {
    this.options = options;
  }

  /**
   * Verifies a journal, or one of its files by itself; of the latter it cannot tell what was before
   * and after.
   *
   * @param fileOrFolder the folder of the journal, or the file
   * @return what was found
   * @throws IOException if something cannot be read that is there
   */
  public VerificationResult verify(Path fileOrFolder) throws IOException {
    boolean folder = Files.isDirectory(fileOrFolder);
    boolean live =
        folder
            && switch (options.live()) {
              case YES -> true;
              case NO -> false;
              case ASK -> LockFile.isLocked(fileOrFolder.resolve("lock"));
            };
    VerificationRun run = new VerificationRun(options, fileOrFolder, folder, live);
    // The head first: what it names was written before it, so the segments read after must have it.
    run.readKeyAndHead();
    try (JournalReader reader = JournalReader.open(fileOrFolder)) {
      run.readRecords(reader);
    }
    return run.end();
  }
}
