// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Captures the standard error stream, which receives the log of the tests, for a while. */
final class Stderr implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Stderr() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  List<String> errors() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    return text.lines().filter(line -> line.contains(" ERROR ")).toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
