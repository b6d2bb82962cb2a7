// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client over stdio that sends the arguments of a tool as they are, valid JSON or not. */
final class ToolClient implements AutoCloseable {
  private final ChildProcess server;
  private final BufferedReader lines;
  private int lastId;

  ToolClient(List<String> command) throws IOException {
    server = ChildProcess.start(command);
    lines = new BufferedReader(new InputStreamReader(server.stdout(), StandardCharsets.UTF_8));
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
    hear();
    say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  /** Calls a tool, and returns the response as text. */
  String call(String tool, String arguments) throws IOException {
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
            .formatted(++lastId, tool, arguments));
    return hear();
  }

  private void say(String message) throws IOException {
    server.stdin().write((message + "\n").getBytes(StandardCharsets.UTF_8));
    server.stdin().flush();
  }

  private String hear() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("The server has ended");
    }
    return line;
  }

  @Override
  public void close() {
    server.close();
  }
}
