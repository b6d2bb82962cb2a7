// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.command;

import io.portcullis.mcp.pinning.Pin;
import io.portcullis.mcp.pinning.PinStore;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Shell commands that list pins and accept changed tools. Gogo finds them by service properties.
 */
@Component(
    service = PinCommands.class,
    property = {
      "osgi.command.scope=mcp",
      "osgi.command.function=pins",
      "osgi.command.function=accept"
    })
public final class PinCommands {
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** The maximum number of printed pins. */
  private static final int MAX_LINES = 200;

  private final PinStore store;
  private final String prefix;

  /**
   * The result of a command: a text for Gogo, with an exit code for the control socket.
   *
   * @param code the exit code, 0 for success
   * @param text the text
   */
  private record Result(int code, String text) implements CharSequence, IntSupplier {
    @Override
    public int getAsInt() {
      return code;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Creates the commands of a shell. */
  @Activate
  public PinCommands(@Reference PinStore store) {
    this(store, "mcp:");
  }

  /**
   * Creates the commands.
   *
   * @param prefix the prefix of their names in messages
   */
  public PinCommands(PinStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /**
   * Lists the tools that have changed and must be accepted, or all pinned tools.
   *
   * @param arguments empty, or {@code --all}
   * @return one line for each tool
   */
  public CharSequence pins(String... arguments) {
    boolean all = List.of(arguments).equals(List.of("--all"));
    if (arguments.length > 0 && !all) {
      return new Result(USAGE, "usage: " + prefix + "pins [--all]");
    }
    String problem = store.problem();
    List<Pin> pins = all ? store.pins() : store.pending();
    StringBuilder text = new StringBuilder();
    if (!problem.isEmpty()) {
      text.append(PrintableText.escaped(problem)).append('\n');
    }
    appendPins(pins, text);
    if (text.isEmpty()) {
      text.append(all ? "no tool is pinned\n" : "no changed tool must be accepted\n");
    }
    text.setLength(text.length() - 1);
    return new Result(problem.isEmpty() ? 0 : FAILED, text.toString());
  }

  private static void appendPins(List<Pin> pins, StringBuilder text) {
    pins.stream().limit(MAX_LINES).forEach(pin -> text.append(line(pin)).append('\n'));
    if (pins.size() > MAX_LINES) {
      text.append("and ").append(pins.size() - MAX_LINES).append(" more\n");
    }
  }

  private static String line(Pin pin) {
    String seen = pin.seen() == null ? "" : ", seen " + pin.seen();
    return "%s %s: pinned %s%s"
        .formatted(
            PrintableText.escaped(pin.server()),
            PrintableText.escaped(pin.tool()),
            pin.pinned(),
            seen);
  }

  /**
   * Accepts a changed tool.
   *
   * @param arguments the server's name, the tool's name, and optionally the expected digest
   * @return the accepted digest
   */
  public CharSequence accept(String... arguments) {
    if (arguments.length < 2 || arguments.length > 3) {
      return new Result(USAGE, "usage: " + prefix + "accept SERVER TOOL [DIGEST]");
    }
    String server = arguments[0];
    String tool = arguments[1];
    String digest = arguments.length == 3 ? arguments[2] : null;
    String what = PrintableText.escaped(server) + " " + PrintableText.escaped(tool);
    try {
      return result(what, accept(server, tool, digest));
    } catch (NoSuchElementException e) {
      return new Result(FAILED, what + " has no such change to accept; see " + prefix + "pins");
    } catch (IOException | IllegalStateException e) {
      return new Result(
          FAILED, what + " stays denied: " + PrintableText.escaped(String.valueOf(e.getMessage())));
    }
  }

  private Pin accept(String server, String tool, @Nullable String digest) throws IOException {
    return digest == null ? store.accept(server, tool) : store.accept(server, tool, digest);
  }

  private static Result result(String what, Pin accepted) {
    return accepted.changed()
        ? new Result(FAILED, what + " has changed again: " + line(accepted))
        : new Result(0, what + " is accepted as " + accepted.pinned());
  }
}
