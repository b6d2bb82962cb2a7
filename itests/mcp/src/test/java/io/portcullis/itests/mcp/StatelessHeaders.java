// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.itests.mcp.StatelessProtocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/**
 * Refuses a request of revision 2026-07-28 whose headers and body differ: 400 and -32020
 * (SEP-2243).
 */
final class StatelessHeaders {
  private static final String PREFIX = "=?base64?";
  private static final String SUFFIX = "?=";

  private StatelessHeaders() {}

  static void check(JsonNode request, UnaryOperator<String> headers) {
    JsonNode params = request.path("params");
    same("MCP-Protocol-Version", headers, StatelessProtocol.version(request));
    String method = request.path("method").asText();
    same("Mcp-Method", headers, method);
    switch (method) {
      case "tools/call" -> {
        same("Mcp-Name", headers, params.path("name").asText());
        if (params.path("name").asText().equals(StatelessTools.HEADER_TOOL)) {
          JsonNode region = params.path("arguments").path("region");
          if (!region.isMissingNode() || headers.apply("Mcp-Param-Region") != null) {
            same("Mcp-Param-Region", headers, region.asText());
          }
        }
      }
      case "prompts/get" -> same("Mcp-Name", headers, params.path("name").asText());
      case "resources/read" -> same("Mcp-Name", headers, params.path("uri").asText());
      default -> {}
    }
  }

  private static void same(String name, UnaryOperator<String> headers, String body) {
    String value = headers.apply(name);
    if (value == null || !decoded(name, value.strip()).equals(body)) {
      throw mismatch(name);
    }
  }

  private static String decoded(String name, String value) {
    if (!value.startsWith(PREFIX) || !value.endsWith(SUFFIX)) {
      return value;
    }
    String inner = value.substring(PREFIX.length(), value.length() - SUFFIX.length());
    try {
      // The decoder of the JDK accepts absent padding; the specification does not.
      if (inner.length() % 4 != 0) {
        throw mismatch(name);
      }
      return new String(Base64.getDecoder().decode(inner), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw mismatch(name);
    }
  }

  private static Refusal mismatch(String name) {
    return new Refusal(400, -32020, "Header mismatch: " + name, null);
  }
}
