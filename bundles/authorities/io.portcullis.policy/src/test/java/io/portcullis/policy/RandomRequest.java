// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.util.Locale;
import java.util.Random;

/** A request as the oracle sees it: its meaning beside its text. */
record RandomRequest(
    Action action, String org, String team, String tool, String capability, String host, int n) {

  private static final String[] HOSTS = {"a.test", "x.a.test", "b.test", "X.A.Test"};

  static RandomRequest next(Random random) {
    String org = random.nextBoolean() ? "o1" : "o2";
    String team = new String[] {"t1", "t2", ""}[random.nextInt(3)];
    String tool = RandomDocument.TOOLS[random.nextInt(RandomDocument.TOOLS.length)];
    int n = random.nextInt(5);
    switch (random.nextInt(8)) {
      case 0:
        return new RandomRequest(Action.TOOL_RESULT, org, team, tool, "mcp_tool:" + tool, "", n);
      case 1:
        return new RandomRequest(
            Action.LLM_CALL, org, team, "llm_call", "mcp_tool:llm_call", "", n);
      case 2:
        String operation = new String[] {"read", "write", "delete"}[random.nextInt(3)];
        return new RandomRequest(Action.FILE_OPERATION, org, team, "", "file_" + operation, "", n);
      case 3:
        String host = HOSTS[random.nextInt(HOSTS.length)];
        return new RandomRequest(Action.NETWORK_CALL, org, team, "", "network_outbound", host, n);
      case 4:
        return new RandomRequest(Action.PROCESS_EXEC, org, team, "", "terminal_exec", "", n);
      default:
        return new RandomRequest(Action.TOOL_CALL, org, team, tool, "mcp_tool:" + tool, "", n);
    }
  }

  boolean call() {
    return action == Action.TOOL_CALL || action == Action.LLM_CALL;
  }

  String text() {
    return "{\"n\":" + n + ",\"note\":\"" + (n == 3 ? "secret" : "plain") + "\"";
  }

  PolicyRequest request() {
    String arguments =
        switch (action) {
          case FILE_OPERATION ->
              text() + ",\"path\":\"/x\",\"operation\":\"" + capability.substring(5) + "\"}";
          case NETWORK_CALL -> text() + ",\"host\":\"" + host.toUpperCase(Locale.ROOT) + "\"}";
          case PROCESS_EXEC -> text() + ",\"command\":\"ls\"}";
          case TOOL_CALL, TOOL_RESULT, LLM_CALL -> text() + "}";
        };
    String name = action == Action.LLM_CALL ? "ignored" : tool;
    return new PolicyRequest(org, team, "agent-1", action, name, "", arguments, null);
  }
}
