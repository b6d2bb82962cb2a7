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

/**
 * The process of a server and its children, which end with this process. Java has no means for
 * that, so a shell watches: it reads from a pipe that the operating system closes when this process
 * ends. Where {@code setsid} is installed, the server leads its own process group, so that the
 * shell ends its children too. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  /**
   * Waits for the end of its input, then terminates the group, and kills it after two seconds.
   * Without {@code setsid} no group has this number, so only the process is ended.
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
   * Starts a server. Its standard error is that of this process.
   *
   * @param command the program and its arguments
   * @return the process, which must be closed
   * @throws IOException if the server or the shell that watches it cannot be started
   */
  public static ServerProcess start(List<String> command) throws IOException {
    List<String> session = sessionCommand();
    Process server =
        new ProcessBuilder(joined(session, command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Process watch;
    try {
      watch = watch(session, server);
    } catch (IOException e) {
      server.destroyForcibly();
      throw e;
    }
    ServerProcess process = new ServerProcess(server, watch);
    // A child that survives the server would hold its output open.
    CompletableFuture<Void> unused = server.onExit().thenRun(process::close);
    return process;
  }

  private static Process watch(List<String> session, Process server) throws IOException {
    // The shell needs its own session too: it must survive a signal to the server's group.
    return new ProcessBuilder(
            joined(session, List.of("sh", "-c", WATCH, "sh", Long.toString(server.pid()))))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> sessionCommand() {
    String path = System.getenv("PATH");
    // Each session runs this when it starts, where a stream and its lambdas would cost a tenth.
    for (String folder : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, "setsid");
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return List.of(file.toString());
      }
    }
    return List.of();
  }

  private static List<String> joined(List<String> first, List<String> rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(rest);
    return all;
  }

  /** Returns what the server writes to its standard output. */
  public InputStream output() {
    return server.getInputStream();
  }

  /** Returns what the server reads from its standard input. */
  public OutputStream input() {
    return server.getOutputStream();
  }

  /** Terminates the server and its children, and kills them later. Does not wait. */
  @Override
  public void close() {
    try {
      watch.getOutputStream().close();
    } catch (IOException e) {
      server.destroyForcibly(); // the shell has ended
    }
  }

  /**
   * Waits until the server has ended.
   *
   * @return its exit code; 128 plus the signal's number if a signal ended it
   * @throws InterruptedException if this thread is interrupted; the server runs on then
   */
  public int exitCode() throws InterruptedException {
    int code = server.waitFor();
    watch.waitFor();
    return code;
  }
}
