// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolCallBuilder;
import java.util.List;
import java.util.SplittableRandom;

/** Calls of every action from a seed. They say no more than a query over the socket can. */
final class RandomCalls {
  private static final List<String> TOOLS =
      List.of("read_file", "write_file", "send_refund", "delete_file", "größe", "never_heard_of");
  private static final List<String> TEXTS =
      List.of("", "notes", "Überweisung \\u0041", "card 4111 1111 1111 1111", "\\\"quoted\\\"");
  private static final List<String> OPERATIONS =
      List.of("read", "write", "create", "append", "delete", "chmod");
  private static final List<String> HOSTS =
      List.of("api.example.com", "example.com", "a.b.EXAMPLE.com", "example.net", "");
  private static final List<String> COMMANDS = List.of("ls", "rm", "");

  private final SplittableRandom random;
  private final AgentIdentity agent;

  RandomCalls(long seed, String agent) {
    random = new SplittableRandom(seed);
    this.agent = AgentIdentity.of(agent);
  }

  ToolCall next() {
    ActionType action = one(List.of(ActionType.values()));
    return named(action).action(action).agent(agent).build();
  }

  private ToolCallBuilder named(ActionType action) {
    return switch (action) {
      case TOOL_CALL, TOOL_RESULT ->
          ToolCall.builder(one(TOOLS))
              .arguments(
                  "{\"amount\": %d, \"text\": \"%s\", \"list\": [{\"a/b\": \"%s\"}, null, 1e3]}"
                      .formatted(random.nextInt(200), one(TEXTS), one(TEXTS)));
      case LLM_CALL ->
          ToolCall.builder("llm_call")
              .arguments(
                  "{\"model\": \"%s\", \"prompt_tokens\": %d, \"contains_pii\": %b}"
                      .formatted(one(TEXTS), random.nextInt(1_000), random.nextBoolean()));
      case FILE_OPERATION ->
          ToolCall.builder("file_operation")
              .arguments(
                  "{\"operation\": \"%s\", \"path\": \"/tmp/%s\"}"
                      .formatted(one(OPERATIONS), one(TEXTS)));
      case NETWORK_CALL -> network(one(HOSTS));
      case PROCESS_EXEC ->
          ToolCall.builder("process_exec")
              .arguments(
                  "{\"command\": \"%s\", \"args\": [\"%s\", \"-v\"]}"
                      .formatted(one(COMMANDS), one(TEXTS)));
    };
  }

  private ToolCallBuilder network(String host) {
    ToolCallBuilder call = ToolCall.builder("network_call");
    return random.nextBoolean() && !host.isEmpty()
        ? call.targetUrl("https://" + host + ":8443/v1")
        : call.arguments(
            "{\"host\": \"%s\", \"port\": 443, \"protocol\": \"https\"}".formatted(host));
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
