// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A gateway as an MCP client starts it, and what the client says and hears. */
public final class McpProcess implements AutoCloseable {
  private static final long SECONDS = 60;

  private final Process process;
  private final BufferedReader out;
  private final BufferedReader err;

  private McpProcess(Process process) {
    this.process = process;
    out = reader(process.getInputStream());
    err = reader(process.getErrorStream());
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  public static McpProcess start(Path state, List<String> options, List<String> server)
      throws IOException {
    List<String> words = new ArrayList<>(options);
    words.add("--");
    words.addAll(server);
    return start(state, words);
  }

  /** With these words after {@code mcp}. */
  static McpProcess start(Path state, List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Distribution.built().resolve("bin/portcullis").toString());
    command.add("mcp");
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_STATE_HOME", state.toString());
    builder.environment().remove("JAVA_OPTS");
    builder.environment().remove("PORTCULLIS_HOME");
    return new McpProcess(builder.start());
  }

  /** The command of a server that works in the folder. */
  public static List<String> workspaceServer(Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        Distribution.built().resolve("lib/demo") + "/*",
        "io.portcullis.demo.internal.mcp.WorkspaceServer",
        folder.toString());
  }

  public static String call(int id, String tool, String file) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{\"file\":\"%s\",\"text\":\"x\"}}}"
        .formatted(id, tool, file);
  }

  public void say(String message) throws IOException {
    process.getOutputStream().write((message + '\n').getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The next message; empty at the end. */
  public String hear() throws Exception {
    return line(out);
  }

  public String ask(String message) throws Exception {
    say(message);
    return hear();
  }

  /** The next line of what is said to people. */
  public String toldPeople() throws Exception {
    return line(err);
  }

  private static String line(BufferedReader reader) throws Exception {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                String read = reader.readLine();
                line.complete(read == null ? "" : read);
              } catch (IOException e) {
                line.complete("");
              }
            });
    thread.setDaemon(true);
    thread.start();
    return line.get(SECONDS, TimeUnit.SECONDS);
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** All that runs for it: the server, what it started, and what watches them. */
  public List<ProcessHandle> below() {
    try (Stream<ProcessHandle> all = process.descendants()) {
      return all.toList();
    }
  }

  /** Closes the client's streams, as if the client had ended. */
  public void clientGoes() throws IOException {
    process.getOutputStream().close();
    process.getInputStream().close();
    process.getErrorStream().close();
  }

  public int exitCode() throws Exception {
    return process.onExit().get(SECONDS, TimeUnit.SECONDS).exitValue();
  }

  public static void awaitEnd(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle one : processes) {
      one.onExit().get(SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> below = below();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
