// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small MCP server over standard input and output that reads, writes and deletes the files of one
 * folder. It checks nothing: the gateway before it decides its calls.
 */
public final class WorkspaceServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int METHOD_NOT_FOUND = -32_601;

  private final Path folder;

  private WorkspaceServer(Path folder) {
    this.folder = folder;
  }

  /**
   * Serves until its input ends.
   *
   * @param arguments the folder
   * @throws IOException if a stream breaks
   */
  public static void main(String[] arguments) throws IOException {
    WorkspaceServer server = new WorkspaceServer(Path.of(arguments[0]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode message = JSON.readTree(line);
      if (message.has("id") && message.has("method")) {
        out.println(JSON.writeValueAsString(server.answer(message)));
      }
    }
  }

  private ObjectNode answer(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", request.get("id"));
    JsonNode result = result(request.get("method").asText(), request.path("params"));
    if (result == null) {
      answer.putObject("error").put("code", METHOD_NOT_FOUND).put("message", "no such method");
    } else {
      answer.set("result", result);
    }
    return answer;
  }

  private @Nullable JsonNode result(String method, JsonNode params) {
    return switch (method) {
      case "initialize" -> {
        ObjectNode result = JSON.createObjectNode();
        result.set("protocolVersion", params.path("protocolVersion"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "workspace").put("version", "1.0.0");
        yield result;
      }
      case "ping" -> JSON.createObjectNode();
      case "tools/list" -> tools();
      case "tools/call" -> call(params.path("name").asText(), params.path("arguments"));
      default -> null;
    };
  }

  private static JsonNode tools() {
    ObjectNode result = JSON.createObjectNode();
    for (String name : List.of("read_file", "write_file", "delete_file")) {
      ObjectNode tool = result.withArray("tools").addObject().put("name", name);
      tool.putObject("inputSchema").put("type", "object");
    }
    return result;
  }

  private JsonNode call(String tool, JsonNode arguments) {
    ObjectNode result = JSON.createObjectNode();
    String text;
    try {
      text = use(tool, arguments);
    } catch (IOException e) {
      text = e.toString();
      result.put("isError", true);
    }
    result.withArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }

  private String use(String tool, JsonNode arguments) throws IOException {
    Path file = folder.resolve(arguments.path("file").asText()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("not in the folder");
    }
    return switch (tool) {
      case "read_file" -> Files.readString(file);
      case "write_file" -> {
        Files.writeString(file, arguments.path("text").asText());
        yield "written";
      }
      case "delete_file" -> {
        Files.delete(file);
        yield "deleted";
      }
      default -> throw new IOException("no such tool: " + tool);
    };
  }
}
