// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.InstantArgument;
import io.portcullis.cli.argument.ToolNameArgument;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Reads one line of a batch: an object that describes a call. Unknown members are ignored; known
 * ones must be valid. The gate checks the arguments, so they are passed on unchanged.
 */
public final class BatchLineReader {
  private static final Set<String> TEXTS =
      Set.of("agent", "team", "org", "action", "tool", "source", "url", "now");
  private static final Map<ActionType, List<String>> PARTS =
      Map.of(
          ActionType.FILE_OPERATION, List.of("operation", "path"),
          ActionType.NETWORK_CALL, List.of("host", "port", "protocol"),
          ActionType.PROCESS_EXEC, List.of("command", "args"));
  private static final Set<String> VALUES =
      Set.of("args", "operation", "path", "host", "port", "protocol", "command");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxStringLength(Integer.MAX_VALUE) // the line is bounded
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  private BatchLineReader() {}

  /**
   * Reads a call.
   *
   * @throws CliUsageException if the text is not an object with valid members
   */
  public static BatchCall read(String line) throws CliUsageException {
    BatchLineReader reader = new BatchLineReader();
    reader.members(line);
    return reader.call();
  }

  private void members(String line) throws CliUsageException {
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new CliUsageException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        member(parser.currentName(), parser, line);
      }
      if (parser.nextToken() != null) {
        throw new CliUsageException("more than one JSON value");
      }
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw new CliUsageException(
          "not valid JSON" + (place == null ? "" : " at column " + place.getColumnNr()));
    } catch (IOException e) {
      throw new CliUsageException("not readable");
    }
  }

  private void member(String name, JsonParser parser, String line)
      throws IOException, CliUsageException {
    JsonToken token = parser.nextToken();
    int start = (int) parser.currentTokenLocation().getCharOffset();
    boolean text = TEXTS.contains(name);
    if (text && token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
      throw new CliUsageException("'" + name + "' is not text");
    }
    String decoded = token == JsonToken.VALUE_STRING ? parser.getText() : "";
    parser.skipChildren();
    parser.finishToken();
    if (token == JsonToken.VALUE_NULL || !(text || VALUES.contains(name))) {
      return;
    }
    String raw = line.substring(start, (int) parser.currentLocation().getCharOffset());
    if ((text ? texts.put(name, decoded) : values.put(name, raw)) != null) {
      throw new CliUsageException("'" + name + "' is given twice");
    }
    if (name.equals("args") && token == JsonToken.VALUE_STRING) {
      texts.put(name, decoded); // JSON text, as on the command line and in many logs of calls
    }
  }

  private BatchCall call() throws CliUsageException {
    String word = texts.getOrDefault("action", ActionType.TOOL_CALL.word());
    ActionType action =
        ActionType.parse(word).orElseThrow(() -> new CliUsageException("'action' is not known"));
    ToolCall call =
        ToolCall.builder(ToolNameArgument.of(action, texts.getOrDefault("tool", ""), "'tool'"))
            .agent(agent())
            .action(action)
            .source(texts.getOrDefault("source", ""))
            .targetUrl(texts.get("url"))
            .arguments(arguments(action))
            .build();
    String now = texts.get("now");
    return new BatchCall(call, now == null ? null : InstantArgument.parse(now));
  }

  private AgentIdentity agent() {
    return new AgentIdentity(
        texts.getOrDefault("org", ""),
        texts.getOrDefault("team", ""),
        texts.getOrDefault("agent", ""));
  }

  private String arguments(ActionType action) throws CliUsageException {
    List<String> parts = PARTS.getOrDefault(action, List.of());
    boolean inParts =
        parts.stream().anyMatch(part -> !part.equals("args") && values.containsKey(part));
    for (String name : values.keySet()) {
      boolean fits = inParts ? parts.contains(name) : name.equals("args");
      if (!fits) {
        throw new CliUsageException(
            "'" + name + "' does not fit the other members of a " + action.word());
      }
    }
    if (!inParts) {
      return texts.getOrDefault("args", values.getOrDefault("args", "{}"));
    }
    StringJoiner object = new StringJoiner(",", "{", "}");
    for (String part : parts) {
      if (values.containsKey(part)) {
        object.add('"' + part + "\":" + values.get(part));
      }
    }
    return object.toString();
  }
}
