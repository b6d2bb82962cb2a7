// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import io.portcullis.support.json.RecordFile;
import io.portcullis.support.json.TextObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The format of the file of pins: JSON in ASCII, with one line for each pin. It is read strictly,
 * because an unknown part could be a pin.
 */
final class PinFileFormat {
  /** The longest name of a server or a tool, in characters. */
  static final int MAX_NAME = 1_000;

  /** The maximum size of a pin without its names, in bytes. */
  private static final int FRAME = 256;

  private static final Pattern DIGEST = Pattern.compile(ToolDigest.PREFIX + "[0-9a-f]{64}");

  private static final RecordFile FILE = new RecordFile("pins", MAX_NAME);

  private PinFileFormat() {}

  /** Checks whether the names fit the format. */
  static boolean holds(PinSet.Key key) {
    return key.server().length() <= MAX_NAME && key.tool().length() <= MAX_NAME;
  }

  /** Returns the maximum size of a pin in the file, in bytes, including later changes. */
  static int size(String server, String tool) {
    return FRAME + escaped(server) + escaped(tool);
  }

  private static int escaped(String name) {
    int size = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      size += c < ' ' || c > '~' ? 6 : c == '"' || c == '\\' ? 2 : 1;
    }
    return size;
  }

  static byte[] write(List<Pin> pins) throws IOException {
    return FILE.write(pins.stream().map(PinFileFormat::members).toList());
  }

  private static Map<String, String> members(Pin pin) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("server", pin.server());
    members.put("tool", pin.tool());
    members.put("pinned", pin.pinned());
    if (pin.seen() != null) {
      members.put("seen", pin.seen());
    }
    return members;
  }

  /**
   * Reads a text that {@link #write} has written.
   *
   * @throws IOException if the text is anything else; the message has the place
   */
  static List<Pin> read(byte[] text) throws IOException {
    return FILE.read(text, PinStore.MAX_TOOLS, PinFileFormat::pin);
  }

  private static Pin pin(TextObject members) {
    String pinned = digest(members.take("pinned"));
    String seen = members.takeOptional("seen").map(PinFileFormat::digest).orElse(null);
    TextObject.require(!pinned.equals(seen), "a changed pin has two equal digests");
    return new Pin(members.take("server"), members.take("tool"), pinned, seen);
  }

  private static String digest(String text) {
    TextObject.require(DIGEST.matcher(text).matches(), "no digest");
    return text;
  }
}
