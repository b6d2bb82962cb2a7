// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.mcp.jsonrpc.StrictJson;
import io.portcullis.support.json.StrictJsonFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The annotations of the definitions that servers have shown, by the digest of the definition.
 * Bounded: the oldest are forgotten, and a forgotten tool has no known annotations. Thread-safe.
 */
final class ObservedHints {
  private static final JsonFactory FACTORY =
      StrictJsonFactory.of(Integer.MAX_VALUE, StrictJson.MAX_DEPTH);

  /** The members of {@code annotations} (MCP, ToolAnnotations), and their names for policies. */
  private static final Map<String, String> NAMES =
      Map.of(
          "readOnlyHint", "readOnly",
          "destructiveHint", "destructive",
          "idempotentHint", "idempotent",
          "openWorldHint", "openWorld");

  private final Map<String, Map<String, Boolean>> byDigest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Boolean>> eldest) {
          return size() > PinStore.MAX_TOOLS;
        }
      };

  /** Records a definition, which has a digest and so is valid JSON. */
  void record(String digest, String definition) {
    Map<String, Boolean> hints = read(definition);
    synchronized (byDigest) {
      byDigest.put(digest, hints);
    }
  }

  /** Returns the known annotations of a definition. */
  Map<String, Boolean> find(String digest) {
    synchronized (byDigest) {
      return byDigest.getOrDefault(digest, Map.of());
    }
  }

  private static Map<String, Boolean> read(String definition) {
    Map<String, Boolean> hints = new HashMap<>();
    try (JsonParser parser = FACTORY.createParser(definition)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean annotations = parser.currentName().equals("annotations");
        if (parser.nextToken() == JsonToken.START_OBJECT && annotations) {
          readAnnotations(parser, hints);
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return Map.of(); // unreachable: the definition has a digest
    }
    return Map.copyOf(hints);
  }

  private static void readAnnotations(JsonParser parser, Map<String, Boolean> hints)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = NAMES.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (name != null && value.isBoolean()) {
        hints.put(name, value == JsonToken.VALUE_TRUE);
      }
      parser.skipChildren();
    }
  }
}
