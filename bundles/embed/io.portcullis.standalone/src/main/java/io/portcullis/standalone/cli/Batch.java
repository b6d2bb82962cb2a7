// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Checks a file of calls, one a line, with an answer for each line in the same order. */
final class Batch {
  /** Room for the largest arguments, written with an escape for each character of them. */
  static final int MAX_LINE_BYTES = 8 << 20;

  private final Checker checker;
  private final OutputStream out;
  private long lines;
  private long bad;

  Batch(Checker checker, OutputStream out) {
    this.checker = checker;
    this.out = out;
  }

  /** Answers every line, those that cannot be read with a denial. */
  void run(InputStream in) throws IOException {
    BoundedLines source = new BoundedLines(in, MAX_LINE_BYTES);
    while (answer(source)) {
      if (source.mayWait()) {
        out.flush(); // whoever writes the lines may wait for this answer
      }
    }
    out.flush();
  }

  private boolean answer(BoundedLines source) throws IOException {
    Answer answer;
    try {
      String line = source.next();
      if (line == null) {
        return false;
      }
      lines++;
      BatchCall read = BatchLineReader.read(line);
      answer = checker.ask(read.call(), read.now());
    } catch (BoundedLines.UnreadableLine e) {
      lines++;
      bad++;
      answer = Answer.invalidLine("line " + lines + ": " + e.getMessage());
    } catch (UsageException e) {
      bad++;
      answer = Answer.invalidLine("line " + lines + ": " + e.getMessage());
    }
    out.write((answer.json() + '\n').getBytes(StandardCharsets.UTF_8));
    return true;
  }

  long lines() {
    return lines;
  }

  /** How many of them could not be read. */
  long bad() {
    return bad;
  }
}
