// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process that a test started; closing it ends it and all it started in turn. */
final class ChildProcess implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int END_SECONDS = 30;

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** Starts a command; its stderr goes to the stderr of the test. */
  static ChildProcess start(List<String> command) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The command that runs a class of the test tree in a JVM of its own. */
  static List<String> java(Class<?> main, String... args) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> fixed =
        List.of(
            java,
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    return Stream.concat(fixed.stream(), Stream.of(args)).toList();
  }

  /**
   * The first line of its stdout.
   *
   * @throws IOException if it ends or the time is over before that
   */
  String firstLine() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(stdout(), StandardCharsets.UTF_8));
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return lines.readLine();
              } catch (IOException e) {
                return null;
              }
            });
    try {
      String first = line.get(START_SECONDS, TimeUnit.SECONDS);
      if (first == null) {
        throw new IOException("It ended before it said where it listens: " + process.info());
      }
      return first;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("It did not say in " + START_SECONDS + " s where it listens", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  OutputStream stdin() {
    return process.getOutputStream();
  }

  InputStream stdout() {
    return process.getInputStream();
  }

  @Override
  public void close() {
    end(process);
  }

  /** Ends a process and its descendants, and waits until the process is gone. */
  static void end(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("It does not end: " + process.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
