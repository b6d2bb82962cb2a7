// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.output.TerminalStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one command did.
 *
 * @param code the exit code
 * @param out the lines of the standard output
 * @param err the lines of the standard error
 */
public record Run(int code, List<String> out, List<String> err) {

  public static Run of(String... arguments) {
    return with(InputStream.nullInputStream(), arguments);
  }

  public static Run reading(String input, String... arguments) {
    return with(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), arguments);
  }

  public static Run with(InputStream in, String... arguments) {
    return at(TerminalStreams.NONE, in, arguments);
  }

  /** Runs a command whose output goes to a terminal with colours. */
  public static Run atTerminal(String... arguments) {
    return at(TerminalStreams.parse("out,err"), InputStream.nullInputStream(), arguments);
  }

  private static Run at(TerminalStreams terminal, InputStream in, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code = new CommandDispatcher(in, out, messages, terminal).run(List.of(arguments));
    return new Run(code, lines(out), lines(err));
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  public String line() {
    if (out.size() != 1) {
      throw new AssertionError("not one line: " + this);
    }
    return out.get(0);
  }
}
