// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a gateway for standard input and output.
 *
 * @param policy the policy document, or the folder of documents; null for those of the home
 * @param agent the calling agent; empty for the default agent
 * @param server the server's name in policies, records and the name of the home
 * @param errorCode the code of a denial that is a JSON-RPC error
 * @param answers the options for the server's responses
 * @param command the server's command and its arguments, at least one word
 */
public record StdioOptions(
    @Nullable Path policy,
    String agent,
    String server,
    int errorCode,
    Answers answers,
    List<String> command) {

  /**
   * The options for the server's responses.
   *
   * @param decideResults whether results are decided before the client gets them
   * @param hideDenied whether tools that the policy denies outright are left out of lists
   * @param pin whether tools are pinned, and denied once they have changed
   */
  public record Answers(boolean decideResults, boolean hideDenied, boolean pin) {
    /** Responses pass unchanged. */
    public static final Answers UNTOUCHED = new Answers(false, false, false);
  }

  /**
   * The default code of a denial that is a JSON-RPC error. It lies outside the range from -32768 to
   * -32000 that JSON-RPC 2.0 reserves.
   */
  public static final int DEFAULT_ERROR_CODE = 4_003;

  /** The options that a value follows. */
  public static final Set<String> VALUED =
      Set.of("--policy", "--agent", "--server", "--error-code");

  /** The options without a value. */
  public static final Set<String> FLAGS = Set.of("--decide-results", "--hide-denied", "--pin");

  private static final String DECIDE_RESULTS = "--decide-results";
  private static final String HIDE_DENIED = "--hide-denied";
  private static final String PIN = "--pin";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MAX_AGENT = 256;

  /** Copies the command. */
  public StdioOptions {
    command = List.copyOf(command);
  }

  /**
   * Reads a command line.
   *
   * @param arguments the words after {@code mcp}
   * @return the options
   * @throws IllegalArgumentException if a word cannot be understood; the message names it
   */
  public static StdioOptions parse(List<String> arguments) {
    Deque<String> words = new ArrayDeque<>(arguments);
    Map<String, String> given = options(words);
    List<String> command = command(words);
    requireServerForPins(given);
    String policy = given.get("--policy");
    return new StdioOptions(
        policy == null ? null : Path.of(policy),
        agent(given.getOrDefault("--agent", "")),
        serverName(given.get("--server"), command.get(0)),
        errorCode(given.get("--error-code")),
        new Answers(
            given.containsKey(DECIDE_RESULTS),
            given.containsKey(HIDE_DENIED),
            given.containsKey(PIN)),
        command);
  }

  /** Takes the options from the words before the command. */
  private static Map<String, String> options(Deque<String> words) {
    Map<String, String> given = new HashMap<>();
    while (!words.isEmpty() && words.peek().startsWith("-") && !words.peek().equals("--")) {
      String option = words.remove();
      if (VALUED.contains(option)) {
        putOnce(given, option, value(option, words));
      } else if (FLAGS.contains(option)) {
        putOnce(given, option, "");
      } else {
        throw new IllegalArgumentException(
            "unknown option " + option + "; the server's command comes after --");
      }
    }
    return given;
  }

  private static String value(String option, Deque<String> words) {
    String value = words.poll();
    if (value == null || value.equals("--")) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }

  private static List<String> command(Deque<String> words) {
    if ("--".equals(words.peek())) { // some clients leave it out
      words.remove();
    }
    if (words.isEmpty() || words.peek().isBlank()) {
      throw new IllegalArgumentException("the server's command is missing after --");
    }
    return List.copyOf(words);
  }

  private static void requireServerForPins(Map<String, String> given) {
    if (given.containsKey(PIN) && !given.containsKey("--server")) {
      throw new IllegalArgumentException(
          PIN + " needs --server, the name under which the tools are pinned");
    }
  }

  private static String serverName(@Nullable String given, String program) {
    return given == null ? defaultName(program) : name(given);
  }

  private static void putOnce(Map<String, String> given, String option, String value) {
    if (given.put(option, value) != null) {
      throw new IllegalArgumentException(option + " is given twice");
    }
  }

  private static String agent(String agent) {
    if (agent.length() > MAX_AGENT || agent.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "--agent is longer than " + MAX_AGENT + " characters or contains a control character");
    }
    return agent;
  }

  private static String name(String server) {
    if (!NAME.matcher(server).matches()) {
      throw new IllegalArgumentException(
          "--server is not 1 to 64 letters, digits, dots, dashes and underscores: " + server);
    }
    return server;
  }

  /** Returns the name of the command, or a default if it is not a valid name. */
  private static String defaultName(String program) {
    Path file = Path.of(program).getFileName();
    String name = file == null ? "" : file.toString();
    return NAME.matcher(name).matches() ? name : "server";
  }

  private static int errorCode(@Nullable String code) {
    if (code == null) {
      return DEFAULT_ERROR_CODE;
    }
    try {
      return Integer.parseInt(code);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--error-code is not a whole number: " + code);
    }
  }
}
