// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a server-sent event without its data (WHATWG HTML, Server-sent events). For one
 * thread.
 */
public final class ServerSentEvent {
  private @Nullable String type;
  private @Nullable String id;
  private @Nullable String retry;

  /** Sets a field; an unknown one is ignored, as clients do. */
  public void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "id" -> id = value.indexOf('\0') >= 0 ? id : value;
      case "retry" -> retry = value.matches("[0-9]{1,9}") ? value : retry;
      default -> {}
    }
  }

  public boolean hasId() {
    return id != null && !id.isEmpty();
  }

  /** Returns the lines of all fields. */
  public byte[] head() {
    return (line("event", type) + line("id", id) + line("retry", retry))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns an event without data, so that the stream can be resumed from here. Empty if the event
   * has no id.
   */
  public byte[] marker() {
    String lines = line("id", id) + line("retry", retry);
    return (lines.isEmpty() ? "" : lines + '\n').getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the same event without its id, for one that is shown late. */
  public ServerSentEvent withoutId() {
    ServerSentEvent late = new ServerSentEvent();
    late.type = type;
    return late;
  }

  /** Returns the whole event with this data. */
  public byte[] with(byte[] data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 64);
    bytes.writeBytes(head());
    bytes.writeBytes(ofData(data));
    return bytes.toByteArray();
  }

  private static String line(String name, @Nullable String value) {
    return value == null ? "" : name + ": " + value + '\n';
  }

  /** Returns an event with this data, line by line, without the line breaks at the end. */
  static byte[] ofData(byte[] data) {
    int end = lengthWithoutBreaks(data);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end + 16);
    bytes.writeBytes(DATA);
    for (int i = 0; i < end; i++) {
      boolean pair = data[i] == '\r' && i + 1 < end && data[i + 1] == '\n';
      if (pair) {
        continue;
      }
      bytes.write(data[i]);
      if (isBreak(data[i])) {
        bytes.writeBytes(DATA);
      }
    }
    bytes.write('\n');
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static int lengthWithoutBreaks(byte[] data) {
    int end = data.length;
    while (end > 0 && isBreak(data[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isBreak(byte b) {
    return b == '\n' || b == '\r';
  }

  /** The beginning of a line of data. */
  public static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
}
