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
 * The methods that are governed, and how policies name them. Only a tool has its own name. The
 * other methods have names that no tool may have, see {@link #isReserved}.
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

  /** The direction of a request. */
  public enum Direction {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
  }

  private static final String PREFIX = "mcp:";

  /** The parameter that names a task. */
  public static final String TASK_ID = "taskId";

  /** The name that policies use for every call of a language model. */
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
   * Returns the governed method of a request.
   *
   * @param direction the direction of the request
   * @param method the method of the request
   * @return the governed method, or null if the method is not governed
   */
  public static @Nullable GovernedMethod of(Direction direction, String method) {
    return BY_METHOD.getOrDefault(direction, Map.of()).get(method);
  }

  /** Checks whether a request with this method passes without a decision. */
  static boolean isFree(Direction direction, String method) {
    return FREE.getOrDefault(direction, Set.of()).contains(method);
  }

  /** Checks whether this name means something other than a tool in a policy. */
  static boolean isReserved(String tool) {
    return tool.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) || tool.equalsIgnoreCase(MODEL);
  }

  /** Checks whether the method is about one task, which an earlier call has created. */
  boolean isAboutTask() {
    return TASK_ID.equals(nameKey);
  }

  /** Checks whether the parameters may be missing. */
  boolean isList() {
    return this == LIST_TASKS || this == LIST_CLIENT_TASKS;
  }

  /**
   * Checks whether the client sends the request.
   *
   * @return whether the request goes to the server
   */
  public boolean isToServer() {
    return direction == Direction.TO_SERVER;
  }

  ActionType action() {
    return action;
  }

  /**
   * Returns the name of the method in policies, unless it is a tool call.
   *
   * @return a name that no tool may have
   */
  public String policyName() {
    return PREFIX + method;
  }

  /** Returns the parameter that must be a string, or null. */
  @Nullable String nameKey() {
    return nameKey;
  }

  /** Returns the parameters that the decision depends on; no key may differ only by case. */
  List<String> decisiveKeys() {
    return decisiveKeys;
  }
}
