// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import io.portcullis.support.files.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Verifies that a journal is unchanged, and reports where it is not. It is implemented from the
 * description of the format and not from the writer, so that the two check each other. Stateless,
 * thread-safe; needs memory for one line.
 */
public final class JournalVerifier {
  private final VerificationOptions options;

  /**
   * Creates a verifier.
   *
   * @param options the options
   */
  public JournalVerifier(VerificationOptions options) {
    this.options = options;
  }

  /**
   * Verifies a journal, or a single file of it. For a single file, the lines before and after it
   * are unknown.
   *
   * @param fileOrFolder the folder of the journal, or the file
   * @return the result
   * @throws IOException if an existing file cannot be read
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
    // The head is read first: its record was written before it, so the segments read later must
    // have it.
    run.readKeyAndHead();
    try (JournalReader reader = JournalReader.open(fileOrFolder)) {
      run.readRecords(reader);
    }
    return run.end();
  }
}
