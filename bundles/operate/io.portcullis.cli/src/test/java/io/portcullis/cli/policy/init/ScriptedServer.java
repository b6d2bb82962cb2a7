// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.tool.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** An MCP server in this JVM that answers by a script. */
final class ScriptedServer implements McpServer {
  static final String INITIALIZED =
      "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
          + "\"serverInfo\":{\"name\":\"scripted\",\"version\":\"1.2\"}}";

  /** One message of the client. */
  record Request(String id, String method, Object params) {
    String result(String result) {
      return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    String error(int code, String message) {
      return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
          .formatted(id, code, message);
    }
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final CountDownLatch closed = new CountDownLatch(1);
  private final PipedInputStream output;
  private final PipedOutputStream toOutput;
  private final PipedInputStream fromInput;
  private final PipedOutputStream input;
  private final Function<Request, List<String>> script;

  private ScriptedServer(Function<Request, List<String>> script) throws IOException {
    this.script = script;
    output = new PipedInputStream(1 << 16);
    toOutput = new PipedOutputStream(output);
    fromInput = new PipedInputStream(1 << 16);
    input = new PipedOutputStream(fromInput);
    Thread thread = new Thread(this::serve, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers with lines; an empty list is no answer, and null ends the server. */
  static ScriptedServer of(Function<Request, List<String>> script) {
    try {
      return new ScriptedServer(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers {@code initialize}, and each {@code tools/list} with the same tools. */
  static ScriptedServer listing(String tools) {
    return of(
        request ->
            switch (request.method()) {
              case "initialize" -> List.of(request.result(INITIALIZED));
              case "tools/list" -> List.of(request.result("{\"tools\":" + tools + "}"));
              default -> List.of();
            });
  }

  private void serve() {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(fromInput, StandardCharsets.UTF_8));
        toOutput) {
      String line = lines.readLine();
      while (line != null) {
        List<String> answer = script.apply(request(line));
        if (answer == null) {
          return;
        }
        for (String each : answer) {
          toOutput.write((each + '\n').getBytes(StandardCharsets.UTF_8));
        }
        toOutput.flush();
        line = lines.readLine();
      }
    } catch (IOException e) {
      // The client has closed its side.
    }
  }

  private Request request(String line) throws IOException {
    Object message = JsonTree.parse(line);
    Object id = JsonTree.member(message, "id");
    Request request =
        new Request(
            id instanceof JsonTree.NumberText number ? number.text() : String.valueOf(id),
            JsonTree.text(message, "method"),
            JsonTree.member(message, "params"));
    requests.add(request);
    return request;
  }

  @Override
  public InputStream output() {
    return output;
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      input.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
