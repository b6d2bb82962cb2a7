// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A server and all that it starts, none of which outlives this process, however it ends. Java has
 * nothing for that, so another process watches: a shell that reads from a pipe which this process
 * holds open, and which the operating system closes with it. The server leads a process group of
 * its own where {@code setsid} is there to give it one, so that the shell ends its children too.
 * Thread-safe.
 */
final class ServerProcess implements AutoCloseable {
  /**
   * Waits for the end of its input; then asks the group to end, and after two seconds makes it.
   * Without {@code setsid} there is no group of this number, so the process alone is ended.
   */
  private static final String WATCH =
      """
      pid=$1
      tell() {
        kill -s "$1" -- "-$pid" 2>/dev/null || kill -s "$1" "$pid" 2>/dev/null
      }
      read -r nothing
      left=40
      tell TERM || exit 0
      while [ $left -gt 0 ] && tell 0; do
        sleep 0.05
        left=$((left - 1))
      done
      tell KILL
      """;

  private final Process server;
  private final Process watch;

  private ServerProcess(Process server, Process watch) {
    this.server = server;
    this.watch = watch;
  }

  /**
   * Starts a server, whose errors go where those of this process go.
   *
   * @param command the program and its arguments
   * @throws IOException if it, or the shell that watches it, cannot be started
   */
  static ServerProcess start(List<String> command) throws IOException {
    List<String> session = sessionCommand();
    Process server =
        new ProcessBuilder(joined(session, command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Process watch;
    try {
      watch =
          // Of a session of its own too, since it must outlive a signal to the group it was born
          // in.
          new ProcessBuilder(
                  joined(session, List.of("sh", "-c", WATCH, "sh", Long.toString(server.pid()))))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      server.destroyForcibly();
      throw e;
    }
    ServerProcess process = new ServerProcess(server, watch);
    // What it leaves behind would hold its output open.
    CompletableFuture<Void> unused = server.onExit().thenRun(process::close);
    return process;
  }

  private static List<String> sessionCommand() {
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "setsid"))
        .filter(Files::isExecutable)
        .map(file -> List.of(file.toString()))
        .findFirst()
        .orElse(List.of());
  }

  private static List<String> joined(List<String> first, List<String> rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(rest);
    return all;
  }

  InputStream output() {
    return server.getInputStream();
  }

  OutputStream input() {
    return server.getOutputStream();
  }

  /** Has the server and what it started ended: at first asked, then made. Does not wait. */
  @Override
  public void close() {
    try {
      watch.getOutputStream().close();
    } catch (IOException e) {
      server.destroyForcibly(); // the watch is gone
    }
  }

  /**
   * Waits until it has ended.
   *
   * @return its exit code; 128 and the signal's number if a signal ended it
   */
  int exitCode() throws InterruptedException {
    int code = server.waitFor();
    watch.waitFor();
    return code;
  }
}
