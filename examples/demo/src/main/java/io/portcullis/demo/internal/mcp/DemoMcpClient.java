// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of one server, whose command it starts. For one thread. */
final class DemoMcpClient implements AutoCloseable {
  private final Process process;
  private final BufferedReader in;
  private final OutputStream out;
  private int id;

  DemoMcpClient(List<String> command, Path state) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("XDG_STATE_HOME", state.toString());
    process = builder.start();
    in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    out = process.getOutputStream();
  }

  /** Asks, and waits for the answer. */
  String ask(String method, String params) throws IOException {
    id++;
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    @Nullable String answer = in.readLine();
    if (answer == null) {
      throw new IOException("the server ended");
    }
    return answer;
  }

  void send(String message) throws IOException {
    out.write((message + '\n').getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Begins a session with the messages that this server needs. */
  void initialize() throws IOException {
    ask(
        "initialize",
        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"demo\",\"version\":\"1.0.0\"}}");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  /** Ends the server's input and waits until it has ended. */
  int end() throws IOException, InterruptedException {
    out.close();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
