// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import io.portcullis.api.ActionType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are decided, and as what. Only a tool is known by its own name; the others have
 * names that no tool may have, see {@link #isReserved}.
 */
public enum GovernedMethod {
  /** The model uses a tool. */
  CALL_TOOL(Direction.TO_SERVER, "tools/call", ActionType.TOOL_CALL, "name", List.of("arguments")),
  /** A resource is read. */
  READ_RESOURCE(Direction.TO_SERVER, "resources/read", ActionType.TOOL_CALL, "uri", List.of()),
  /** A prompt is filled in. */
  GET_PROMPT(
      Direction.TO_SERVER, "prompts/get", ActionType.TOOL_CALL, "name", List.of("arguments")),
  /** An argument is completed, which asks the server about its data. */
  COMPLETE(
      Direction.TO_SERVER,
      "completion/complete",
      ActionType.TOOL_CALL,
      null,
      List.of("ref", "argument")),
  /** The server wants the client's model. */
  SAMPLE(
      Direction.TO_CLIENT,
      "sampling/createMessage",
      ActionType.LLM_CALL,
      null,
      List.of("messages")),
  /** The server wants something of the user. */
  ELICIT(
      Direction.TO_CLIENT,
      "elicitation/create",
      ActionType.TOOL_CALL,
      null,
      List.of("message", "requestedSchema", "url")),
  /** The state of a task at the server. */
  GET_TASK(Direction.TO_SERVER, "tasks/get", ActionType.TOOL_CALL, "taskId", List.of()),
  /** The result of a task at the server. */
  GET_TASK_RESULT(Direction.TO_SERVER, "tasks/result", ActionType.TOOL_CALL, "taskId", List.of()),
  /** A task at the server is cancelled. */
  CANCEL_TASK(Direction.TO_SERVER, "tasks/cancel", ActionType.TOOL_CALL, "taskId", List.of()),
  /** The tasks at the server are listed. */
  LIST_TASKS(Direction.TO_SERVER, "tasks/list", ActionType.TOOL_CALL, null, List.of("cursor")),
  /** The state of a task at the client. */
  GET_CLIENT_TASK(Direction.TO_CLIENT, "tasks/get", ActionType.TOOL_CALL, "taskId", List.of()),
  /** The result of a task at the client. */
  GET_CLIENT_TASK_RESULT(
      Direction.TO_CLIENT, "tasks/result", ActionType.TOOL_CALL, "taskId", List.of()),
  /** A task at the client is cancelled. */
  CANCEL_CLIENT_TASK(
      Direction.TO_CLIENT, "tasks/cancel", ActionType.TOOL_CALL, "taskId", List.of()),
  /** The tasks at the client are listed. */
  LIST_CLIENT_TASKS(
      Direction.TO_CLIENT, "tasks/list", ActionType.TOOL_CALL, null, List.of("cursor"));

  /** Which way a request goes. */
  public enum Direction {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
  }

  private static final String PREFIX = "mcp:";

  /** The parameter that names a task. */
  public static final String TASK_ID = "taskId";

  /** The tool that a policy takes for every call of a language model. */
  private static final String MODEL = "llm_call";

  private static final Map<Direction, Map<String, GovernedMethod>> BY_METHOD =
      Stream.of(values())
          .collect(
              Collectors.groupingBy(
                  m -> m.direction, Collectors.toUnmodifiableMap(m -> m.method, m -> m)));

  private static final Map<Direction, Set<String>> FREE =
      Map.of(
          Direction.TO_SERVER,
          Set.of(
              "ping",
              "initialize",
              "server/discover",
              "tools/list",
              "resources/list",
              "resources/templates/list",
              "prompts/list",
              "logging/setLevel",
              "resources/subscribe",
              "resources/unsubscribe",
              "subscriptions/listen"),
          Direction.TO_CLIENT,
          Set.of("ping", "roots/list"));

  private final Direction direction;
  private final String method;
  private final ActionType action;
  private final @Nullable String nameKey;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of and toList
  private final List<String> decisiveKeys;

  GovernedMethod(
      Direction direction,
      String method,
      ActionType action,
      @Nullable String nameKey,
      List<String> otherKeys) {
    this.direction = direction;
    this.method = method;
    this.action = action;
    this.nameKey = nameKey;
    decisiveKeys =
        nameKey == null
            ? otherKeys
            : Stream.concat(Stream.of(nameKey), otherKeys.stream()).toList();
  }

  /**
   * What a request of this method is decided as.
   *
   * @param direction which way it goes
   * @param method what is asked for
   * @return what it is decided as, or null if it is not decided
   */
  public static @Nullable GovernedMethod of(Direction direction, String method) {
    return BY_METHOD.getOrDefault(direction, Map.of()).get(method);
  }

  /** Whether a request of this method passes without a decision. */
  static boolean isFree(Direction direction, String method) {
    return FREE.getOrDefault(direction, Set.of()).contains(method);
  }

  /** Whether a policy means something else by this name than a tool. */
  static boolean isReserved(String tool) {
    return tool.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) || tool.equalsIgnoreCase(MODEL);
  }

  /** Whether it is about one task, which an earlier call has created. */
  boolean isAboutTask() {
    return TASK_ID.equals(nameKey);
  }

  /** Whether its parameters may be missing. */
  boolean isList() {
    return this == LIST_TASKS || this == LIST_CLIENT_TASKS;
  }

  public boolean isToServer() {
    return direction == Direction.TO_SERVER;
  }

  ActionType action() {
    return action;
  }

  /**
   * The name by which a policy knows it, unless it is a tool.
   *
   * @return a name that no tool may have
   */
  public String policyName() {
    return PREFIX + method;
  }

  /** The parameter that must be a string, or null. */
  @Nullable String nameKey() {
    return nameKey;
  }

  /** The parameters that what is decided depends on; no key may differ from one by case only. */
  List<String> decisiveKeys() {
    return decisiveKeys;
  }
}
