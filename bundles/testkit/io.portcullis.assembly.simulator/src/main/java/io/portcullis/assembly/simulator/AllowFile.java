// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * A file of the allows of a runtime in a separate process, which outlives that process: each allow
 * is passed to the operating system before it is delivered. Thread-safe.
 */
public final class AllowFile implements Consumer<String>, Closeable {
  /** A line without it is incomplete. */
  private static final String END = ".";

  private final Path path;

  /**
   * A stream rather than a channel, because an interrupt of one writer would close a channel for
   * all.
   */
  private final RandomAccessFile file;

  /**
   * Opens the file to append, or creates it. Only one process may write to it.
   *
   * @param path the file
   * @throws IOException if it cannot be written
   */
  public AllowFile(Path path) throws IOException {
    this.path = path;
    file = new RandomAccessFile(path.toFile(), "rw");
    endLastLine();
  }

  /** Removes half a line that a killed process may have left; its allow was never delivered. */
  private void endLastLine() throws IOException {
    long size = file.length();
    if (size > 0) {
      file.seek(size - 1);
      if (file.read() != '\n') {
        writeAll("\n");
      }
    }
  }

  private void writeAll(String text) throws IOException {
    file.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Records an allow. Call it before the allow is delivered.
   *
   * @param ticket the ticket of the call
   * @throws UncheckedIOException if it cannot be written; the allow must not be delivered
   */
  @Override
  public synchronized void accept(String ticket) {
    try {
      writeAll(
          Base64.getEncoder().encodeToString(ticket.getBytes(StandardCharsets.UTF_8)) + END + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + path, e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * Reads the recorded allows, line by line.
   *
   * @param path the file; a missing file has no allows
   * @param allows receives each ticket
   * @throws IOException if it cannot be read
   */
  public static void read(Path path, Consumer<String> allows) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(END)) {
          byte[] ticket = Base64.getDecoder().decode(line.substring(0, line.length() - 1));
          allows.accept(new String(ticket, StandardCharsets.UTF_8));
        }
      }
    }
  }
}
