// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli;

import io.portcullis.cli.output.TerminalColours;
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
    // The standard error is for our messages, whether a logging backend is there or not.
    byDefault("slf4j.internal.verbosity", "ERROR");
    byDefault("org.slf4j.simpleLogger.defaultLogLevel", "off");
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    TerminalColours colours = TerminalColours.parse(System.getProperty("portcullis.terminal", ""));
    System.exit(new CommandDispatcher(System.in, out, err, colours).run(List.of(arguments)));
  }

  private static void byDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
