// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.command;

import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * A program that lists pins and accepts changed tools without a container. Gateways see the change,
 * because they use the same file. Thread-safe.
 */
public final class PinProgram {
  /** The option that lists the changed tools. */
  public static final String PINS = "--pins";

  /** The option that accepts a changed tool. */
  public static final String ACCEPT = "--accept";

  private final Path file;
  private final PrintStream out;

  /**
   * Creates a program.
   *
   * @param file the file of pins
   * @param out the output
   */
  public PinProgram(Path file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Checks whether a command line is for this program.
   *
   * @param arguments the words after {@code mcp}
   * @return whether they begin with one of its options
   */
  public static boolean isMeantBy(List<String> arguments) {
    return !arguments.isEmpty() && List.of(PINS, ACCEPT).contains(arguments.get(0));
  }

  /**
   * Lists pins or accepts a changed tool.
   *
   * @param arguments {@value #PINS} and optionally {@code --all}; or {@value #ACCEPT}, the server,
   *     the tool, and optionally the expected digest
   * @return 0, or 1 if the command failed, or 2 if the arguments are wrong
   */
  public int run(List<String> arguments) {
    String[] rest = arguments.stream().skip(1).toArray(String[]::new);
    try (PinStore store = new PinStore(file, PinEvents.NONE)) {
      PinCommands commands = new PinCommands(store, "portcullis mcp --");
      CharSequence said =
          arguments.get(0).equals(ACCEPT) ? commands.accept(rest) : commands.pins(rest);
      out.println(said);
      return said instanceof IntSupplier code ? code.getAsInt() : 0;
    }
  }
}
