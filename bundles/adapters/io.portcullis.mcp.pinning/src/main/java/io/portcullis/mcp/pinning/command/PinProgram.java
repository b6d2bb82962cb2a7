// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.command;

import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The pins of tools for a person without a container: gateways see what is accepted here, since
 * they use the same file. Thread-safe.
 */
public final class PinProgram {
  /** The option that lists what waits to be accepted. */
  public static final String PINS = "--pins";

  /** The option that accepts what a tool has become. */
  public static final String ACCEPT = "--accept";

  private final Path file;
  private final PrintStream out;

  /**
   * A program on a file.
   *
   * @param file where the pins are kept
   * @param out where is told what there is, and what was done
   */
  public PinProgram(Path file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Whether words of a command line are meant for it.
   *
   * @param arguments the words after {@code mcp}
   * @return whether they begin with one of its options
   */
  public static boolean isMeantBy(List<String> arguments) {
    return !arguments.isEmpty() && List.of(PINS, ACCEPT).contains(arguments.get(0));
  }

  /**
   * Lists or accepts.
   *
   * @param arguments {@value #PINS}, and {@code --all} if it is not only about what waits; or
   *     {@value #ACCEPT}, the server, the tool, and the digest if somebody wants to be sure
   * @return 0, or 1 if it failed, or 2 if the arguments make no sense
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
