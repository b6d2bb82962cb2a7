// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process that a test started; closing it ends it and all it started in turn, on Linux also what
 * was left behind by a parent that has ended.
 */
final class ChildProcess implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int END_SECONDS = 30;

  /** Inherited by all descendants, and still there when the parent that started them is gone. */
  private static final String MARK = "PORTCULLIS_ITESTS_PROCESS";

  private final Process process;
  private final String mark;

  private ChildProcess(Process process, String mark) {
    this.process = process;
    this.mark = mark;
  }

  /** Starts a command; its stderr goes to the stderr of the test. */
  static ChildProcess start(List<String> command) throws IOException {
    return start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  /** Starts what is prepared, and marks its environment. */
  static ChildProcess start(ProcessBuilder prepared) throws IOException {
    String id = UUID.randomUUID().toString();
    prepared.environment().put(MARK, id);
    return new ChildProcess(prepared.start(), MARK + "=" + id);
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

  /**
   * Waits until the process itself has ended.
   *
   * @return its exit code; empty if it has not ended in this time
   */
  OptionalInt waitFor(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** What it started, directly or not, and still runs. */
  List<ProcessHandle> descendants() {
    // A process that has ended has no descendants any more: what it left behind has only the mark.
    Stream<ProcessHandle> left =
        ProcessHandle.allProcesses()
            .filter(other -> other.pid() != process.pid())
            .filter(other -> isMarked(other.pid()));
    return Stream.concat(process.descendants(), left).distinct().toList();
  }

  private boolean isMarked(long pid) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(mark);
    } catch (IOException goneOrOfSomebodyElse) {
      return false;
    }
  }

  /** Ends it and its descendants, and waits until the process itself is gone. */
  @Override
  public void close() {
    List<ProcessHandle> before = descendants();
    process.destroyForcibly();
    before.forEach(ProcessHandle::destroyForcibly);
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("It does not end: " + process.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // What was started while the first were being ended.
    descendants().forEach(ProcessHandle::destroyForcibly);
  }
}
