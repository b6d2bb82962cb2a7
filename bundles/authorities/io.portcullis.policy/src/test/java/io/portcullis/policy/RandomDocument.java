// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A random document, as a value for the oracle and as YAML for the engine. */
record RandomDocument(
    String scope,
    @Nullable Boolean open,
    @Nullable List<String> hosts,
    @Nullable List<String> allow,
    @Nullable List<String> deny,
    Map<String, Tool> tools,
    @Nullable String credentialAction) {

  static final String[] TOOLS = {"a", "b", "c", "llm_call"};
  private static final String[] CAPABILITIES = {
    "file_read",
    "file_write",
    "file_delete",
    "network_outbound",
    "terminal_exec",
    "mcp_tool:a",
    "mcp_tool:b",
    "mcp_tool:c",
    "mcp_tool:llm_call"
  };
  private static final String[] SCOPES = {
    "global", "global", "org:o1", "org:o2", "team:t1", "team:t2", "tool:a", "tool:llm_call"
  };
  private static final String[] ACTIONS = {
    "block", "redact_only", "alert_and_redact", "alert_only"
  };

  /** An entry; an argument n greater than {@code above} needs approval. */
  record Tool(@Nullable Boolean allow, @Nullable Integer limit, @Nullable Integer above) {}

  static RandomDocument next(Random random, boolean cascade) {
    Map<String, Tool> tools = new TreeMap<>();
    for (String name : List.of("a", "b", "llm_call", "*")) {
      if (random.nextInt(3) == 0) {
        tools.put(
            name,
            new Tool(
                random.nextInt(8) == 0 ? null : random.nextInt(4) != 0,
                random.nextInt(4) == 0 ? random.nextInt(4) : null,
                random.nextInt(3) == 0 ? random.nextInt(5) : null));
      }
    }
    return new RandomDocument(
        cascade ? SCOPES[random.nextInt(SCOPES.length)] : "global",
        random.nextInt(8) == 0 ? random.nextBoolean() : null,
        random.nextInt(3) == 0 ? some(random, 0.4, "a.test", "*.a.test", "*", "B.test") : null,
        random.nextInt(5) == 0 ? some(random, 0.8, CAPABILITIES) : null,
        random.nextInt(4) == 0 ? some(random, 0.2, CAPABILITIES) : null,
        tools,
        random.nextInt(3) == 0 ? ACTIONS[random.nextInt(ACTIONS.length)] : null);
  }

  private static List<String> some(Random random, double share, String... values) {
    List<String> chosen = new ArrayList<>();
    for (String value : values) {
      if (random.nextDouble() < share) {
        chosen.add(value);
      }
    }
    return chosen;
  }

  String yaml() {
    StringBuilder out = new StringBuilder("scope: \"" + scope + "\"\n");
    if (open != null) {
      // The clock of the tests stands at noon.
      String hours = open ? "start: '12:00', end: '12:01'" : "start: '11:00', end: '12:00'";
      out.append("schedule: {active_hours: {" + hours + ", timezone: UTC}}\n");
    }
    if (hosts != null) {
      out.append("network: {allowlist: " + quoted(hosts) + "}\n");
    }
    if (allow != null || deny != null) {
      out.append("capabilities:\n");
      out.append(allow == null ? "" : "  allow: " + quoted(allow) + "\n");
      out.append(deny == null ? "" : "  deny: " + quoted(deny) + "\n");
    }
    if (!tools.isEmpty()) {
      out.append("tools:\n");
      tools.forEach((name, tool) -> out.append("  \"" + name + "\": " + yaml(tool) + "\n"));
    }
    if (credentialAction != null) {
      out.append("data: {credential_action: " + credentialAction);
      out.append(", sensitive_patterns: ['secret']}\n");
    }
    return out.toString();
  }

  private static String yaml(Tool tool) {
    List<String> keys = new ArrayList<>();
    if (tool.allow != null) {
      keys.add("allow: " + tool.allow);
    }
    if (tool.limit != null) {
      keys.add("limit_per_hour: " + tool.limit);
    }
    if (tool.above != null) {
      keys.add("requires_approval_if: 'args.n > " + tool.above + "'");
    }
    return "{" + String.join(", ", keys) + "}";
  }

  private static String quoted(List<String> values) {
    return "["
        + String.join(", ", values.stream().map(value -> "\"" + value + "\"").toList())
        + "]";
  }
}
