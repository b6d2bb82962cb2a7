// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import io.portcullis.cli.argument.CliUsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Checks a file of calls, one a line, with an answer for each line in the same order. */
final class BatchCheck {
  /** Room for the largest arguments, written with an escape for each character of them. */
  static final int MAX_LINE_BYTES = 8 << 20;

  private final PolicyChecker checker;
  private final OutputStream out;
  private long lines;
  private long bad;

  BatchCheck(PolicyChecker checker, OutputStream out) {
    this.checker = checker;
    this.out = out;
  }

  /** Answers every line; a line that cannot be read is denied. */
  void run(InputStream in) throws IOException {
    BoundedLineReader source = new BoundedLineReader(in, MAX_LINE_BYTES);
    while (answer(source)) {
      if (source.mayWait()) {
        out.flush(); // the writer of the lines may wait for this answer
      }
    }
    out.flush();
  }

  private boolean answer(BoundedLineReader source) throws IOException {
    CheckResult answer;
    try {
      String line = source.next();
      if (line == null) {
        return false;
      }
      lines++;
      BatchCall read = BatchLineReader.read(line);
      answer = checker.check(read.call(), read.now());
    } catch (BoundedLineReader.UnreadableLine e) {
      lines++;
      bad++;
      answer = CheckResult.invalidLine("line " + lines + ": " + e.getMessage());
    } catch (CliUsageException e) {
      bad++;
      answer = CheckResult.invalidLine("line " + lines + ": " + e.getMessage());
    }
    out.write((answer.json() + '\n').getBytes(StandardCharsets.UTF_8));
    return true;
  }

  long lines() {
    return lines;
  }

  /** Returns how many lines could not be read. */
  long bad() {
    return bad;
  }
}
