// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks one MCP server for its tools, over its standard streams. It offers the server no
 * capabilities. Time, pages, tools and lines are bounded. For one use, not thread-safe.
 */
public final class McpServerClient {
  /** The revision that {@code initialize} offers. */
  private static final String REVISION = "2025-11-25";

  /** The first revision without {@code initialize}. */
  private static final String STATELESS = "2026-07-28";

  private static final int MAX_PAGES = 100;
  private static final int MAX_LINES = 10_000;
  private static final int MAX_CURSOR = 4_096;
  private static final int SHOWN = 200;

  /** So that all answers fit into the pipe, even if the server does not read them. */
  private static final int MAX_ANSWERS = 100;

  private static final int MAX_ID = 64;

  private final ServerLines lines;
  private final OutputStream out;
  private final long end;
  private long requests;
  private int read;
  private int answers;
  private boolean stateless;

  /**
   * Creates a client.
   *
   * @param in what the server writes
   * @param out what the server reads
   * @param limit how long the whole conversation may take
   */
  public McpServerClient(InputStream in, OutputStream out, Duration limit) {
    this.lines = new ServerLines(new BufferedInputStream(in, 1 << 16));
    this.out = out;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * Asks for all tools.
   *
   * @throws McpServerException if the server refuses, does not answer in time, or sends something
   *     that is not valid or exceeds a limit
   */
  public ServerTools tools() throws McpServerException, InterruptedException {
    lines.start();
    try {
      String server = initialize();
      List<ListedTool> tools = new ArrayList<>();
      Set<String> cursors = new HashSet<>();
      String cursor = "";
      do {
        Object result = page(cursor);
        add(result, tools);
        cursor = JsonTree.text(result, "nextCursor");
        if (!cursor.isEmpty() && (!cursors.add(cursor) || cursors.size() >= MAX_PAGES)) {
          throw new McpServerException("the server's list of tools does not end");
        }
      } while (!cursor.isEmpty());
      return new ServerTools(server, tools);
    } catch (IOException e) {
      throw new McpServerException("the server ended before it had answered");
    }
  }

  private static void add(Object result, List<ListedTool> tools) throws McpServerException {
    try {
      tools.addAll(ToolListReader.read(result));
    } catch (IOException e) {
      throw new McpServerException("the server's list of tools: " + e.getMessage());
    }
    if (tools.size() > ToolListReader.MAX_TOOLS) {
      throw new McpServerException(
          "the server has more than " + ToolListReader.MAX_TOOLS + " tools");
    }
  }

  /** Returns the name and version of the server. A stateless server refuses to be initialized. */
  private String initialize() throws IOException, McpServerException, InterruptedException {
    Object answer =
        call(
            "initialize",
            json -> {
              json.writeStringField("protocolVersion", REVISION);
              json.writeObjectFieldStart("capabilities");
              json.writeEndObject();
              writeClient(json, "clientInfo");
            });
    Object result = JsonTree.member(answer, "result");
    if (result == null) {
      stateless = true;
      return "";
    }
    send(json -> json.writeStringField("method", "notifications/initialized"));
    Object info = JsonTree.member(result, "serverInfo");
    return (JsonTree.text(info, "name") + " " + JsonTree.text(info, "version")).strip();
  }

  private static void writeClient(JsonGenerator json, String name) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("name", "portcullis");
    json.writeStringField("version", "1");
    json.writeEndObject();
  }

  private Object page(String cursor) throws IOException, McpServerException, InterruptedException {
    if (cursor.length() > MAX_CURSOR) {
      throw new McpServerException("the server's cursor is longer than " + MAX_CURSOR);
    }
    Object answer = call("tools/list", json -> writePage(json, cursor));
    Object result = JsonTree.member(answer, "result");
    if (result == null) {
      throw new McpServerException("the server refused tools/list: " + reason(answer));
    }
    return result;
  }

  private void writePage(JsonGenerator json, String cursor) throws IOException {
    if (!cursor.isEmpty()) {
      json.writeStringField("cursor", cursor);
    }
    if (stateless) {
      json.writeObjectFieldStart("_meta");
      json.writeStringField("io.modelcontextprotocol/protocolVersion", STATELESS);
      json.writeObjectFieldStart("io.modelcontextprotocol/clientCapabilities");
      json.writeEndObject();
      writeClient(json, "io.modelcontextprotocol/clientInfo");
      json.writeEndObject();
    }
  }

  private static String reason(Object answer) {
    String message = JsonTree.text(JsonTree.member(answer, "error"), "message");
    return PrintableText.line(message.isEmpty() ? "no reason given" : message, SHOWN);
  }

  /** Returns the whole answer, which is a result or an error. */
  private Object call(String method, TerminalJson.Body parameters)
      throws IOException, McpServerException, InterruptedException {
    long id = ++requests;
    send(
        json -> {
          json.writeNumberField("id", id);
          json.writeStringField("method", method);
          json.writeObjectFieldStart("params");
          parameters.write(json);
          json.writeEndObject();
        });
    while (true) {
      Object message = message();
      Object answered = JsonTree.member(message, "id");
      if (JsonTree.member(message, "method") != null) {
        refuse(message, answered);
      } else if (new JsonTree.NumberText(Long.toString(id)).equals(answered)) {
        return message;
      }
    }
  }

  private Object message() throws McpServerException, InterruptedException {
    if (++read > MAX_LINES) {
      throw new McpServerException("the server sent more than " + MAX_LINES + " messages");
    }
    String line = lines.next(end - System.nanoTime());
    try {
      return line.isBlank() ? JsonTree.NULL : JsonTree.parse(line);
    } catch (IOException e) {
      throw new McpServerException(
          "the server sent a line that is no message of MCP: " + PrintableText.line(line, SHOWN));
    }
  }

  /** Answers a ping, and refuses every other request of the server. */
  private void refuse(Object message, @Nullable Object id) throws IOException, McpServerException {
    boolean number = id instanceof JsonTree.NumberText;
    String text =
        id instanceof JsonTree.NumberText literal
            ? literal.text()
            : id instanceof String string ? string : null;
    if (text == null) {
      return; // a notification
    }
    if (text.length() > MAX_ID || ++answers > MAX_ANSWERS) {
      throw new McpServerException("the server sent too many requests, or one with a long id");
    }
    boolean ping = JsonTree.text(message, "method").equals("ping");
    send(
        json -> {
          writeId(json, number, text);
          json.writeObjectFieldStart(ping ? "result" : "error");
          if (!ping) {
            json.writeNumberField("code", -32601);
            json.writeStringField("message", "Method not found");
          }
          json.writeEndObject();
        });
  }

  private static void writeId(JsonGenerator json, boolean number, String text) throws IOException {
    json.writeFieldName("id");
    if (number) {
      json.writeNumber(text);
    } else {
      json.writeString(text);
    }
  }

  private void send(TerminalJson.Body members) throws IOException {
    String line =
        TerminalJson.object(
            json -> {
              json.writeStringField("jsonrpc", "2.0");
              members.write(json);
            });
    out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
