// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.output.TerminalStreams;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program for the commands that need no container, and for the help of all commands. */
public final class CliMain {
  private CliMain() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    // Standard error is for our messages, with or without a logging backend.
    byDefault("slf4j.internal.verbosity", "ERROR");
    byDefault("org.slf4j.simpleLogger.defaultLogLevel", "off");
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    TerminalStreams terminal = TerminalStreams.ofThisProcess();
    System.exit(new CommandDispatcher(System.in, out, err, terminal).run(List.of(arguments)));
  }

  private static void byDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
